import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { contractSchema } from "@chainlearn/adapter-cosmwasm";
import { type EmbeddedDevChain, startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { type MechanismPlugin, type Params, resolveComposition } from "@chainlearn/core";
import { points, stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import type { SigningCosmWasmClient } from "@cosmjs/cosmwasm-stargate";
import { expect, it } from "vitest";
import { connect } from "./cosmjs.ts";
import { addAt, predictAt } from "./cosmjs-by-hand.ts";

const composed = (mechanism: MechanismPlugin, mechanismParams: Params) =>
  resolveComposition({
    ...{ model: sparsePerceptron, mechanism, mechanismParams },
    shape: { features: 1000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 128 },
  });
const composition = composed(stake, { costWeightUnits: 1_000_000n });

/** What a node says of itself. */
const STATUS = {
  node_info: {
    protocol_version: { p2p: "8", block: "11", app: "0" },
    id: "00",
    listen_addr: "tcp://127.0.0.1",
    network: "osmo-test-5",
    version: "0.38.0",
    channels: "00",
    moniker: "node",
    other: { tx_index: "on", rpc_address: "tcp://127.0.0.1" },
  },
  sync_info: {
    latest_block_hash: "00",
    latest_app_hash: "00",
    latest_block_height: "7",
    latest_block_time: "2026-01-01T00:00:00Z",
    earliest_block_hash: "00",
    earliest_app_hash: "00",
    earliest_block_height: "1",
    earliest_block_time: "2026-01-01T00:00:00Z",
    catching_up: false,
  },
  validator_info: {
    address: "00",
    pub_key: { type: "tendermint/PubKeyEd25519", value: btoa("\0".repeat(32)) },
    voting_power: "1",
  },
};

/** cosmjs's client over the contract in this process instead of a node; what it sends is written down. */
function clientOf({ connection }: EmbeddedDevChain, sent: { message: object; coins: number }[]) {
  return {
    queryContractSmart: (contract: string, message: object) => connection.query(contract, message),
    execute: async (
      ...[sender, contract, message, , , funds]: Parameters<SigningCosmWasmClient["execute"]>
    ) => {
      sent.push({ message, coins: funds?.length ?? 0 });
      const done = await connection.execute(sender, contract, message, funds ?? []);
      return {
        ...{ transactionHash: done.transaction, height: done.height, logs: [] },
        ...{ gasWanted: done.gasUsed, gasUsed: done.gasUsed, events: done.events },
      };
    },
  };
}

it.each([
  ["stake", composition, 1],
  ["points, where it costs nothing", composed(points, {}), 0],
] as const)("adds and predicts with messages written by hand, as the schema has them: %s", async (...row) => {
  const [, composition, coins] = row;
  const chain = await startEmbeddedChain();
  const [owner = "", sender = ""] = chain.accounts;
  const { trainer, receipt } = await chain.adapter.deploy(composition, { from: owner });
  const sent: { message: object; coins: number }[] = [];
  const client = clientOf(chain, sent);
  const { shape } = composition;
  const place = { contract: receipt.address, sender, denom: chain.connection.denom, shape };
  const price = await trainer.quote();
  const entries = await addAt(client, place, { sample: { indices: [3, 17] }, label: 1 });
  expect(entries).toMatchObject([
    { kind: "dataAdded", id: 0, actor: sender, label: 1, paid: price, cost: price },
  ]);
  expect((await trainer.log()).at(-1)).toEqual(entries[0]);
  expect(await predictAt(client, receipt.address, shape, { indices: [3] })).toBe(1);
  expect(sent).toMatchObject([{ coins }]);
  const { execute } = contractSchema(composition).$defs as { execute: { oneOf: { required: string[] }[] } };
  expect(execute.oneOf.map(({ required }) => required[0])).toEqual(
    expect.arrayContaining(sent.flatMap(({ message }) => Object.keys(message))),
  );
});

it("connects to a node", async () => {
  const asked: string[] = [];
  const node = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      const { id, method } = JSON.parse(body) as { id: number; method: string };
      asked.push(method);
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result: STATUS }));
    });
  });
  await new Promise<void>((resolve) => node.listen(0, "127.0.0.1", resolve));
  const { port } = node.address() as AddressInfo;
  const mnemonic = `${"abandon ".repeat(11)}about`;
  const trainers = await connect(`http://127.0.0.1:${port}`, mnemonic);
  expect(asked[0]).toBe("status");
  const same = { model: "sparse-perceptron", mechanism: "stake", shape: composition.shape };
  const resolved = trainers.resolve({ ...same, mechanismParams: { costWeightUnits: 1n } });
  expect(resolved.kernelIds).toEqual(composition.kernelIds);
  node.close();
});
