import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { EmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { ChainlearnError } from "@chainlearn/core";
import type { RunningChain } from "../chain.ts";
import { decodeWire, encodeWire, type WireAnswer, type WireRequest, wireError } from "./wire.ts";

/** What a connection is asked for over the wire. */
export const METHODS = [
  ...[
    "upload",
    "instantiate",
    "execute",
    "executeAll",
    "simulate",
    "query",
    "storage",
    "storageValue",
    "balance",
  ],
  ...["transactions", "height", "blockHash", "time", "contract", "creation", "codeChecksum"],
] as const;

const MOST_BYTES = 2 ** 24;
const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new ChainlearnError("malformed_message", "the request is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The chain's clock is this machine's: the next block, and calls until then, happen now. */
async function setClock(chain: EmbeddedChain): Promise<void> {
  const now = BigInt(Date.now()) * NANOSECONDS_PER_MILLISECOND;
  if (now / 1_000_000_000n > BigInt(await chain.time())) chain.setNextTime(now);
}

async function answer(chain: EmbeddedChain, text: string): Promise<WireAnswer> {
  const { method, args } = decodeWire(text) as WireRequest;
  if (method === "describe") {
    const { chainId, denom, decimals, accounts } = chain;
    return { value: { chainId, denom, decimals, accounts } };
  }
  if (!(METHODS as readonly string[]).includes(method))
    throw new ChainlearnError("malformed_message", `there is no method "${method}".`);
  await setClock(chain);
  const methods = chain as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
  return { value: await methods[method]!(...args) };
}

/** Web pages cannot ask: they would have to send an origin, or a body that is not declared as JSON. */
const isFromProgram = ({ method, headers }: IncomingMessage): boolean =>
  method === "POST" && headers.origin === undefined && headers["content-type"] === "application/json";

/**
 * Gives other processes of this machine a chain that runs in this one.
 * @param port on loopback
 */
export async function serveConnection(chain: EmbeddedChain, port: number): Promise<RunningChain> {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isFromProgram(request)) {
      response.writeHead(403).end();
      return;
    }
    const said = await textOf(request)
      .then((text) => answer(chain, text))
      .catch((error: unknown): WireAnswer => ({ error: wireError(error) }));
    response.writeHead(200, { "content-type": "application/json" }).end(encodeWire(said));
  };
  const server = createServer((request, response) => void respond(request, response));
  const ended = once(server, "close").then(() => {});
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${port}`,
    ended,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await ended;
    },
  };
}
