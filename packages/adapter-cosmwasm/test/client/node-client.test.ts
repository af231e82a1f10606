import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";
import { ChainlearnError } from "@chainlearn/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { connectCosmWasm } from "../../src/cosmjs/connect.ts";
import { NoAnswer, NodeClient } from "../../src/cosmjs/node-client.ts";

const pauses = vi.hoisted((): number[] => []);
vi.mock("../../src/client/abort.ts", async (original) => ({
  ...(await original<object>()),
  sleep: async (milliseconds: number) => void pauses.push(milliseconds),
}));

type Answer = { readonly status: number; readonly headers?: Record<string, string> } | "result";

const LIMITED = { status: 429 };
const limitedFor = (retryAfter: string): Answer => ({ ...LIMITED, headers: { "Retry-After": retryAfter } });

let server: Server;
let url: string;
/** What the node answers to the next requests; to those behind them with the last one. */
let answers: Answer[];
let asked: string[];
let authorizations: (string | undefined)[];

beforeAll(async () => {
  server = createServer(async (request: IncomingMessage, response) => {
    const { id, method } = JSON.parse(await text(request)) as { id: number; method: string };
    asked.push(method);
    authorizations.push(request.headers.authorization);
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (answer === "result") response.end(JSON.stringify({ jsonrpc: "2.0", id, result: { method } }));
    else response.writeHead(answer.status, answer.headers).end("too many requests");
  }).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server?.close());
beforeEach(() => {
  asked = [];
  authorizations = [];
  pauses.length = 0;
});

const ask = (method: string, at = url): Promise<unknown> =>
  new NodeClient(at).execute({ jsonrpc: "2.0", id: 7, method, params: {} });

it("asks again after 429, with growing pauses where the node does not say how long", async () => {
  answers = [LIMITED, LIMITED, LIMITED, "result"];
  expect(await ask("abci_info")).toEqual({ jsonrpc: "2.0", id: 7, result: { method: "abci_info" } });
  expect([asked.length, pauses]).toEqual([4, [50, 100, 200]]);
});

it("waits as long as Retry-After says, half a minute at most, and not less than by itself", async () => {
  answers = [
    ...[limitedFor("3"), limitedFor("0"), limitedFor("3600"), limitedFor("-1")],
    ...[limitedFor("Wed, 21 Oct 2015 07:28:00 GMT"), "result" as const],
  ];
  expect(await ask("abci_info")).toMatchObject({ result: { method: "abci_info" } });
  expect(pauses).toEqual([3_000, 100, 30_000, 400, 800]);
});

it.each([
  ["without Retry-After", LIMITED, [50, 100, 200, 400, 800, 1_600, 2_000, 2_000, 2_000]],
  ["with Retry-After", limitedFor("2"), Array.from({ length: 9 }, () => 2_000)],
])("says rate_limited when 429 goes on, %s", async (_, answer, expected) => {
  answers = [answer];
  const error = await ask("abci_info").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ChainlearnError);
  expect(error).toMatchObject({ code: "rate_limited", cause: expect.any(NoAnswer) });
  expect([asked.length, pauses]).toEqual([10, expected]);
});

it("whoever connects to such a node hears it sooner", async () => {
  answers = [LIMITED];
  const connecting = connectCosmWasm({ rpc: url, denom: "utoken", decimals: 6, gasPrice: "0utoken" });
  await expect(connecting).rejects.toMatchObject({ code: "rate_limited" });
  expect(asked).toEqual(Array.from({ length: 5 }, () => "status"));
});

it("asks again after 5xx, and not after what is wrong with the request", async () => {
  answers = [{ status: 502 }, "result"];
  expect(await ask("abci_info")).toMatchObject({ result: { method: "abci_info" } });
  answers = [{ status: 404 }];
  await expect(ask("abci_info")).rejects.toMatchObject({ status: 404, final: true });
  expect([asked.length, pauses]).toEqual([3, [50]]);
});

it("sends a broadcast once, whatever the answer", async () => {
  answers = [limitedFor("1")];
  await expect(ask("broadcast_tx_sync")).rejects.toMatchObject({
    status: 429,
    retryAfterMilliseconds: 1_000,
  });
  expect([asked, pauses]).toEqual([["broadcast_tx_sync"], []]);
});

describe("an address with a name and a password", () => {
  it("is asked with them in a header", async () => {
    answers = ["result"];
    for (const user of ["us%3Aer:p%C3%A4ss", "name", "a:100%"])
      await ask("abci_info", url.replace("//", `//${user}@`));
    await ask("abci_info");
    const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString("base64")}`;
    expect(authorizations).toEqual([basic("us:er:päss"), basic("name:"), basic("a:100%"), undefined]);
  });

  it("is not repeated when the node cannot be reached", async () => {
    const failed = connectCosmWasm({
      ...{ rpc: "http://name:SECRET@127.0.0.1:1/KEY", denom: "utoken", decimals: 6, gasPrice: "0utoken" },
    });
    const error: unknown = await failed.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "chain_failure" });
    expect(inspect(error, { depth: 9 })).not.toMatch(/SECRET|KEY|name/);
  });
});

describe("several nodes", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const one of servers.splice(0)) one.close();
  });

  /** @param dies after so many answers */
  async function node(
    name: string,
    { network = "a-1", dies = Number.POSITIVE_INFINITY, status = 200 } = {},
  ): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
    const methods: string[] = [];
    const own = createServer(async (request: IncomingMessage, response) => {
      const { id, method } = JSON.parse(await text(request)) as { id: number; method: string };
      methods.push(method);
      if (methods.length > dies) return void response.destroy();
      if (status !== 200) return void response.writeHead(status).end("no");
      const result = method === "status" ? { node_info: { network } } : { name };
      response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    }).listen(0, "127.0.0.1");
    servers.push(own);
    await new Promise((listening) => own.once("listening", listening));
    return { url: `http://127.0.0.1:${(own.address() as AddressInfo).port}`, asked: methods };
  }
  const connected = (...nodes: readonly { readonly url: string }[]) => {
    const client = new NodeClient(nodes.map((one) => one.url));
    return async (method: string): Promise<unknown> =>
      (await client.execute({ jsonrpc: "2.0", id: 7, method, params: {} })).result;
  };

  it("goes on at the second when the first dies in the middle of a run, and stays there", async () => {
    const [first, second] = [await node("first", { dies: 3 }), await node("second")];
    const askThem = connected(first, second);
    const names: unknown[] = [];
    for (let i = 0; i < 5; i++) names.push(await askThem("abci_info"));
    expect(names.map((one) => (one as { name: string }).name)).toEqual([
      ...["first", "first", "second", "second", "second"],
    ]);
    expect(first.asked).toEqual(["status", "abci_info", "abci_info", "abci_info"]);
    expect(pauses).toEqual([]);
  });

  it("sends a broadcast to one of them only; the next one goes to the next", async () => {
    const [first, second] = [await node("first", { dies: 1 }), await node("second")];
    const askThem = connected(first, second);
    await expect(askThem("broadcast_tx_sync")).rejects.toBeInstanceOf(NoAnswer);
    expect(second.asked).toEqual([]);
    expect(await askThem("broadcast_tx_sync")).toEqual({ name: "second" });
    expect(first.asked).toEqual(["status", "broadcast_tx_sync"]);
  });

  it("passes over one that refuses everybody, and says so if all of them do", async () => {
    const [first, second] = [await node("first", { status: 403 }), await node("second")];
    expect(await connected(first, second)("abci_info")).toEqual({ name: "second" });
    await expect(connected(first, first)("abci_info")).rejects.toMatchObject({ status: 403 });
  });

  it("does not mix networks", async () => {
    const [first, other] = [await node("first", { dies: 2 }), await node("other", { network: "b-1" })];
    const askThem = connected(first, other);
    expect(await askThem("abci_info")).toEqual({ name: "first" });
    await expect(askThem("abci_info")).rejects.toMatchObject({ code: "nodes_disagree" });
  });
});
