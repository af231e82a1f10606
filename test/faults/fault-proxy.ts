import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "@chainlearn/core/testing";
import { EarlierAnswers } from "./earlier-answers.ts";
import { answersOf, callsOf } from "./json-rpc.ts";
import { askOther, isAboutBlocks, NODE_FAULTS, type NodeFault } from "./other-nodes.ts";

/** What goes wrong with a request. */
export const FAULTS = [
  /** The connection ends, and the node has not seen the request. */
  "request lost",
  /** The node has done what was asked, and the connection ends. */
  "answer lost",
  /** Status 429 with Retry-After. */
  "rate limited",
  /** Status 502 with a page of HTML. */
  "bad gateway",
  /** The answer ends in the middle; its stated length is right or is not. */
  "answer cut",
  /** On its way there or back it is overtaken by others; a batch is answered in another order. */
  "late",
  /** The node gets it twice, and its answer to the second is passed on. */
  "delivered twice",
  /** An earlier answer to the same question is given again, as nodes that lag behind do. */
  "answered as before",
] as const;

export type Fault = (typeof FAULTS)[number];

export interface FaultProxyOptions {
  /** The node's JSON-RPC address. */
  readonly target: string;
  readonly seed: number;
  /** Of 100 requests so many have a fault. */
  readonly percent: number;
  /** Longest delay. Default: 100. */
  readonly lateMs?: number;
  /** What a 429 asks to wait. Default: 1. */
  readonly retryAfterSeconds?: number;
}

/** What a proxy has seen and done. */
export interface FaultCounts {
  readonly requests: number;
  /** JSON-RPC calls; a batch has several. */
  readonly calls: number;
  readonly faults: Readonly<Record<Fault | NodeFault, number>>;
}

export interface FaultProxy {
  /** On loopback. */
  readonly url: string;
  counts(): FaultCounts;
  close(): Promise<void>;
}

interface NodeAnswer {
  readonly status: number;
  readonly text: string;
}

const JSON_TYPE = { "content-type": "application/json" };

async function bodyOf(stream: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** Starts a proxy between clients and a node that speaks JSON-RPC over HTTP (EVM, CometBFT), with random faults. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const { target, percent, lateMs = 100, retryAfterSeconds = 1 } = options;
  const random = new Random(options.seed);
  const earlier = new EarlierAnswers(random);
  const faults = Object.fromEntries([...FAULTS, ...NODE_FAULTS].map((fault) => [fault, 0])) as Record<
    Fault | NodeFault,
    number
  >;
  let requests = 0;
  let calls = 0;

  const ask = async (body: string): Promise<NodeAnswer> => {
    const answer = await fetch(target, { method: "POST", headers: JSON_TYPE, body });
    const text = await answer.text();
    earlier.keep(body, text);
    return { status: answer.status, text };
  };
  const askOne = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const { text } = await ask(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }));
    return answersOf(text)[0]?.result;
  };
  const respond = (to: ServerResponse, { status, text }: NodeAnswer): void =>
    void to.writeHead(status, JSON_TYPE).end(text);

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    requests += 1;
    calls += callsOf(body).length;
    if (!random.chance(percent)) return respond(response, await ask(body));
    if (isAboutBlocks(body) && random.chance(50)) {
      const fault = random.pick(NODE_FAULTS);
      faults[fault] += 1;
      return respond(response, { status: 200, text: await askOther(fault, body, askOne, random) });
    }
    const before = earlier.recall(body);
    const fault = random.pick(FAULTS.filter((one) => one !== "answered as before" || before !== undefined));
    faults[fault] += 1;
    switch (fault) {
      case "request lost":
        return void response.destroy();
      case "answer lost":
        await ask(body);
        return void response.destroy();
      case "rate limited":
        return void response.writeHead(429, { "retry-after": `${retryAfterSeconds}` }).end("slow down");
      case "bad gateway":
        return void response
          .writeHead(502, { "content-type": "text/html" })
          .end("<html><h1>502 Bad Gateway</h1></html>");
      case "answer cut": {
        const { status, text } = await ask(body);
        const part = Buffer.from(text).subarray(0, random.between(1, Math.max(1, text.length - 2)));
        if (random.chance(50)) return void response.writeHead(status, JSON_TYPE).end(part);
        response.writeHead(status, { ...JSON_TYPE, "content-length": Buffer.byteLength(text) });
        return void response.write(part, () => response.destroy());
      }
      case "late": {
        const [there, back] = [random.between(0, lateMs), random.between(0, lateMs)];
        await sleep(there);
        const { status, text } = await ask(body);
        await sleep(back);
        return respond(response, { status, text: reversed(text) });
      }
      case "delivered twice":
        await ask(body);
        return respond(response, await ask(body));
      case "answered as before":
        return respond(response, { status: 200, text: before! });
    }
  };

  const server = createServer((request, response) => {
    // The node has gone, at the end of a test.
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: () => ({ requests, calls, faults: { ...faults } }),
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A batch may be answered in any order. */
function reversed(text: string): string {
  return text.startsWith("[") ? JSON.stringify((JSON.parse(text) as unknown[]).reverse()) : text;
}
