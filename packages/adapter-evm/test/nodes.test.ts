import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { type Address, parseGwei } from "viem";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { EvmConnection } from "../src/connection.ts";
import { httpNodes } from "../src/nodes.ts";

const TO: Address = "0x00000000000000000000000000000000000000C1";

/** One of several nodes of a chain: passes on what it is asked. */
interface Forwarder {
  readonly url: string;
  readonly asked: readonly string[];
  close(): void;
}

let chain: AnvilChain;
const forwarders: Forwarder[] = [];
beforeAll(async () => {
  chain = await startAnvil({ accounts: 2 });
});
afterEach(() => {
  for (const one of forwarders.splice(0)) one.close();
});
afterAll(() => chain?.close());

type Outcome = "pass" | "dies before" | "dies after" | "other" | Refusal;

interface Refusal {
  readonly refuses: string;
  /** Default: -32000. */
  readonly code?: number;
}

/** @param pass whether a request gets an answer; if not, the node dies before or after it has asked the chain */
async function forwarder(
  pass: (method: string) => Outcome | Promise<Outcome> = () => "pass",
): Promise<Forwarder> {
  const asked: string[] = [];
  const server: Server = createServer(async (request, response) => {
    const body = await text(request);
    const { method, id } = JSON.parse(body) as { readonly method: string; readonly id: number };
    asked.push(method);
    const outcome = await pass(method);
    if (typeof outcome === "object") {
      const { refuses: message, code = -32_000 } = outcome;
      return void response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ jsonrpc: "2.0", id, error: { code, message } }));
    }
    // As a node of another chain says what it is one of.
    if (outcome === "other")
      return void response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ jsonrpc: "2.0", id, result: "0x5" }));
    if (outcome === "dies before") return close();
    const answer = await fetch(chain.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const given = await answer.text();
    if (outcome === "dies after") return close();
    response.writeHead(200, { "content-type": "application/json" }).end(given);
  });
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const one = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
  forwarders.push(one);
  return one;
}

const connect = (nodes: readonly Forwarder[]): EvmConnection =>
  new EvmConnection({
    chain: chain.client.chain,
    transport: httpNodes(nodes.map(({ url }) => url)),
    signers: chain.signers,
    pollingIntervalMs: 20,
    rebroadcastMs: 50,
    receiptTimeoutMs: 20_000,
  });

const from = (): Address => chain.accounts[0] as Address;
const pay = (connection: EvmConnection): Promise<unknown> =>
  connection.send({ from: from(), to: TO, data: "0x", value: parseGwei("1"), what: "payment" });

/** Payments that arrived and transactions that were sent, since then. */
async function books(): Promise<readonly [payments: bigint, transactions: number]> {
  const client = chain.client;
  const received = await client.getBalance({ address: TO });
  return [received / parseGwei("1"), await client.getTransactionCount({ address: from() })];
}

it.each(["dies before", "dies after"] as const)(
  "goes on at the second node where the first %s it has answered in the middle of a run",
  async (death) => {
    const [payments, transactions] = await books();
    let sent = 0;
    const first = await forwarder((method) =>
      method === "eth_sendRawTransaction" && ++sent === 3 ? death : "pass",
    );
    const second = await forwarder();
    const connection = connect([first, second]);
    for (let i = 0; i < 6; i++) await pay(connection);
    expect(await books()).toEqual([payments + 6n, transactions + 6]);
    expect(second.asked).toContain("eth_sendRawTransaction");
    expect(sent).toBe(3);
  },
);

it("does not take a refusal of the second node for that of the first, whose answer is missing", async () => {
  const [payments, transactions] = await books();
  let sent = 0;
  const first = await forwarder((method) =>
    method === "eth_sendRawTransaction" && ++sent === 1 ? "dies after" : "pass",
  );
  const second = await forwarder((method) =>
    method === "eth_sendRawTransaction" ? { refuses: "insufficient funds for transfer" } : "pass",
  );
  await pay(connect([first, second]));
  expect(await books()).toEqual([payments + 1n, transactions + 1]);
});

it("leaves a number to who was faster with it, also where one node never knows", async () => {
  const [payments, transactions] = await books();
  const other = connect([await forwarder()]);
  const first = await forwarder((method) =>
    method === "eth_sendRawTransaction" ? { refuses: "Internal error", code: -32_603 } : "pass",
  );
  let sent = 0;
  const second = await forwarder(async (method): Promise<Outcome> => {
    if (method === "eth_sendRawTransaction" && ++sent === 1) await pay(other);
    return "pass";
  });
  await pay(connect([first, second]));
  expect(await books()).toEqual([payments + 2n, transactions + 2]);
});

it("asks the first node only, as long as it answers, and says what fails where none does", async () => {
  const [first, second] = [await forwarder(), await forwarder()];
  const connection = connect([first, second]);
  expect(await connection.block()).toBeGreaterThan(0);
  expect([first.asked, second.asked]).toEqual([["eth_chainId", "eth_blockNumber"], []]);
  first.close();
  second.close();
  const failed = connection.askOnce("reading", (client) => client.getBlockNumber({ cacheTime: 0 }));
  await expect(failed).rejects.toMatchObject({ code: "chain_failure" });
  await expect(failed).rejects.not.toThrow(first.url);
});

it("asks nothing more of a node that turns out to be one of another chain, as late as it answers", async () => {
  const [payments, transactions] = await books();
  const [first, second] = [
    await forwarder((method) => (method === "eth_chainId" ? "other" : "pass")),
    await forwarder(),
  ];
  await pay(connect([first, second]));
  expect(await books()).toEqual([payments + 1n, transactions + 1]);
  expect(first.asked).toEqual(["eth_chainId"]);
  const failed = connect([first, first]).askOnce("reading", (client) =>
    client.getBlockNumber({ cacheTime: 0 }),
  );
  await expect(failed).rejects.toThrow("one of chain 5, not of");
});
