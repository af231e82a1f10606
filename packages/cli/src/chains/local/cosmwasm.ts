import { createCosmWasmAdapter } from "@chainlearn/adapter-cosmwasm";
import type { ChainConfig, RunningChain } from "../chain.ts";
import { devChain, type FundedChain } from "../dev-chain.ts";
import { serveConnection } from "./connection-server.ts";
import { DEVELOPMENT_ACCOUNTS } from "./development-accounts.ts";
import { checkPort, requireFree, requireListening } from "./port.ts";
import { RemoteConnection } from "./remote-connection.ts";

/** A CosmWasm chain on this machine. */
export interface LocalCosmWasmOptions {
  /** Loopback port. Default: 8546. */
  readonly port?: number;
}

const DEFAULT_PORT = 8546;
const CHAIN_ID = "cosmos:chainlearn-local";
const COIN = { symbol: "ATOM", base: "uatom", decimals: 6 } as const;
const MILLISECONDS = 1_000;

async function start(port: number): Promise<RunningChain> {
  const { EmbeddedChain } = await import("@chainlearn/adapter-cosmwasm/embedded");
  await requireFree(port);
  const chain = new EmbeddedChain({
    chainId: CHAIN_ID,
    accounts: DEVELOPMENT_ACCOUNTS.length,
    startSeconds: Math.floor(Date.now() / MILLISECONDS),
    // Time is the machine's: blocks within one second have the same.
    blockSeconds: 0,
  });
  return serveConnection(chain, port);
}

async function connect(port: number): Promise<FundedChain> {
  await requireListening(port);
  const connection = await RemoteConnection.connect(`http://127.0.0.1:${port}`);
  return {
    adapter: createCosmWasmAdapter({ connection }),
    accounts: connection.accounts,
    balance: (address) => connection.balance(address),
    baseUnitsPerUnit: 1n,
  };
}

/**
 * A CosmWasm chain that `chainlearn dev` runs: the embedded host, which other processes reach over loopback. It has
 * funded accounts, and neither signatures nor fees.
 */
export function localCosmWasm(options: LocalCosmWasmOptions = {}): ChainConfig {
  checkPort("localChains.cosmwasm", options);
  const { port = DEFAULT_PORT } = options;
  return {
    kind: "local cosmwasm",
    chainId: CHAIN_ID,
    accounts: DEVELOPMENT_ACCOUNTS,
    open: async (open) => devChain(await connect(port), COIN).open(open),
    start: () => start(port),
  };
}
