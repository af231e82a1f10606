import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Where a request is: the chain has not seen it yet, or has answered and nobody has heard it. */
export type Phase = "asked" | "answered";

/** Told about every request, in both phases. @returns true: its sender is gone, and nothing goes on */
export type Watcher = (request: number, phase: Phase, body: string) => boolean | Promise<boolean>;

/** A proxy on loopback in front of a chain, which counts the requests. */
export interface KillProxy {
  readonly url: string;
  /** Counts from 1 again, and tells somebody else from now on. */
  watch(watcher: Watcher): void;
  readonly requests: number;
  close(): Promise<void>;
}

async function bodyOf(stream: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

/** @param target the chain's JSON-RPC address */
export async function startKillProxy(target: string): Promise<KillProxy> {
  let requests = 0;
  let watcher: Watcher = () => false;
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await bodyOf(request);
    const watch = watcher;
    requests += 1;
    const number = requests;
    if (await watch(number, "asked", body)) return void response.destroy();
    const answer = await fetch(target, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const text = await answer.text();
    if (await watch(number, "answered", body)) return void response.destroy();
    response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
  };
  const server = createServer((request, response) => {
    // Whoever was killed has left its connection.
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    watch: (next) => {
      requests = 0;
      watcher = next;
    },
    get requests() {
      return requests;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
