import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { examineCosmWasm } from "../src/doctor/cosmwasm.ts";
import { marketPrice } from "../src/doctor/fee-market.ts";

/** A message with one text or message as field 1, written by hand: tag 0x0a, length, bytes. */
const field = (number: number, content: Buffer | string): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | 2, Buffer.byteLength(content)]), Buffer.from(content)]);

/** What an application answers to `abci_query`, by path; a function gets the question's bytes. */
type Application = Readonly<Record<string, Buffer | ((request: Buffer) => Buffer)>>;

const OSMOSIS: Application = {
  "/osmosis.txfees.v1beta1.Query/BaseDenom": field(1, "uosmo"),
  // LegacyDec of 0.0125
  "/osmosis.txfees.v1beta1.Query/GetEipBaseFee": field(1, "12500000000000000"),
};
const NEUTRON: Application = {
  "/feemarket.feemarket.v1.Query/GasPrice": (request) => {
    expect(request.toString("hex")).toBe("0a05756e74726e");
    return field(1, Buffer.concat([field(1, "untrn"), field(2, "5300000000000000")]));
  },
};
/** cosmos.base.node.v1beta1: minimum_gas_price is field 1. */
const PLAIN: Application = { "/cosmos.base.node.v1beta1.Service/Config": field(1, "0.02ua") };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function node(application: Application): Promise<string> {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { method, params } = JSON.parse(Buffer.concat(parts).toString()) as {
      readonly method: string;
      readonly params: { readonly path?: string; readonly data?: string };
    };
    const say = (answer: object): void =>
      void response.end(JSON.stringify({ jsonrpc: "2.0", id: 1, ...answer }));
    if (method === "status")
      return say({
        result: {
          node_info: { network: "a-1", version: "0.38.0", other: { tx_index: "on" } },
          sync_info: {
            latest_block_height: "7",
            latest_block_time: new Date().toISOString(),
            catching_up: false,
          },
        },
      });
    const found = application[params.path ?? ""];
    if (method !== "abci_query" || found === undefined)
      return say({ result: { response: { code: 6, log: "unknown query path", value: null } } });
    const value = typeof found === "function" ? found(Buffer.from(params.data ?? "", "hex")) : found;
    say({ result: { response: { code: 0, value: value.toString("base64") } } });
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("asks the fee market that a chain has, in the denomination that it has a price in", async () => {
  const osmosis = await node(OSMOSIS);
  expect(await marketPrice(osmosis, "uosmo")).toEqual({ price: "0.0125uosmo", module: "txfees" });
  expect(await marketPrice(osmosis, "uion")).toBeUndefined();
  expect(await marketPrice(await node(NEUTRON), "untrn")).toEqual({
    price: "0.0053untrn",
    module: "feemarket",
  });
  expect(await marketPrice(await node(PLAIN), "ua")).toBeUndefined();
});

it("takes no answer that is no price", async () => {
  for (const answer of ["", "cheap", "-1", "0.5"])
    expect(
      await marketPrice(
        await node({ ...OSMOSIS, "/osmosis.txfees.v1beta1.Query/GetEipBaseFee": field(1, answer) }),
        "uosmo",
      ),
    ).toBeUndefined();
  const cut = Buffer.from("0aff", "hex");
  const broken = await node({ "/feemarket.feemarket.v1.Query/GasPrice": () => cut });
  expect(await marketPrice(broken, "ua")).toBeUndefined();
});

it("doctor compares it with the configuration's price, and says which is which", async () => {
  const examined = async (application: Application, denom: string, gasPrice: string) => {
    const { checks } = await examineCosmWasm({
      ...{ network: "a-1", rpc: [await node(application)], denom, gasPrice, uploader: undefined },
    });
    return checks.find(({ name }) => name === "gas price");
  };
  expect(await examined(OSMOSIS, "uosmo", "0.025uosmo")).toMatchObject({
    status: "ok",
    found: "0.025uosmo (configuration); the fee market (txfees) asks 0.0125uosmo now",
  });
  expect(await examined(NEUTRON, "untrn", "0.005untrn")).toMatchObject({
    status: "fail",
    found: "0.005untrn (configuration); the fee market (feemarket) asks 0.0053untrn now",
    todo: "Set gasPrice to more than 0.0053untrn: it changes with every block.",
  });
  expect(await examined(PLAIN, "ua", "0.02ua")).toMatchObject({
    status: "ok",
    found: "0.02ua (configuration); the node has no fee market and takes 0.02ua and more",
  });
  expect(await examined(PLAIN, "ua", "0.01ua")).toMatchObject({ status: "fail" });
});
