import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { ChainlearnError } from "@chainlearn/core";
import { checkOptionNames } from "../../config/option-names.ts";

const HOST = "127.0.0.1";
/** What an earlier run had when it was killed is given back within this time. */
const WAIT_MILLISECONDS = 5_000;
const PAUSE_MILLISECONDS = 50;

const LAST_PORT = 65_535;

/**
 * Checks the options of a local chain.
 * @throws ChainlearnError invalid_config
 */
export function checkPort(chain: string, options: { readonly port?: number }): void {
  checkOptionNames(chain, options, { port: true });
  const { port } = options;
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= LAST_PORT))
    throw new ChainlearnError(
      "invalid_config",
      `the port of ${chain} is ${JSON.stringify(port)}; whole numbers from 1 to ${LAST_PORT} are possible.`,
    );
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, HOST);
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/**
 * Waits until nobody listens on a loopback port.
 * @throws ChainlearnError chain_failure when it stays taken
 */
export async function requireFree(port: number): Promise<void> {
  const deadline = Date.now() + WAIT_MILLISECONDS;
  while (!(await isFree(port))) {
    if (Date.now() > deadline)
      throw new ChainlearnError(
        "chain_failure",
        `port ${port} is taken: "chainlearn dev" runs already, or another program has it. Give the chain another port in the configuration.`,
      );
    await sleep(PAUSE_MILLISECONDS);
  }
}

/**
 * Makes sure that a local chain runs.
 * @throws ChainlearnError chain_failure
 */
export async function requireListening(port: number): Promise<void> {
  const socket = connect(port, HOST);
  try {
    await once(socket, "connect");
  } catch (cause) {
    throw new ChainlearnError(
      "chain_failure",
      `no local chain runs on port ${port}: start it with "chainlearn dev" in another terminal.`,
      { cause },
    );
  } finally {
    socket.destroy();
  }
}
