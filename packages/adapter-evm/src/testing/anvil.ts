import type { ChainAdapter, DevChain } from "@chainlearn/core";
import {
  type Chain,
  createTestClient,
  defineChain,
  getAddress,
  http,
  type LocalAccount,
  type PublicActions,
  publicActions,
  type TestClient,
  type Transport,
} from "viem";
import { createEvmAdapter, type EvmAdapterOptions } from "../adapter.ts";
import type { EvmCompiler } from "../artifact.ts";
import { WEI_PER_UNIT } from "../units.ts";
import { startAnvilProcess } from "./anvil-process.ts";
import { developmentAccount } from "./development-accounts.ts";

/** Ether that every development account starts with, in wei. */
const FUNDS = 1_000_000n * 10n ** 18n;

const CHAIN_ID = 31_337;
/** As on Ethereum. A full transaction (EIP-7825) stays below half of it, so that the base fee stays 0. */
const BLOCK_GAS_LIMIT = 60_000_000;
/** Blocks whose state can still be read: a verification reads one while others are added. */
const STATES_IN_MEMORY = 256;
/** 2026-01-01: a fixed start makes runs repeatable. */
const GENESIS_SECONDS = 1_767_225_600;

export interface AnvilOptions extends Partial<Pick<EvmAdapterOptions, "compiler" | "logRange">> {
  /** Number of funded accounts. Default: 10. */
  readonly accounts?: number;
  /** Time of the first block in seconds. */
  readonly genesisSeconds?: number;
  /** Bytes of runtime code that the chain accepts, for tests of contracts that no real one takes. Default: 24,576. */
  readonly maxRuntimeBytes?: number;
}

/** A development chain on a real anvil, and the way to its own methods. */
export interface AnvilChain extends DevChain {
  readonly adapter: ChainAdapter;
  /** JSON-RPC address on loopback. */
  readonly url: string;
  /** The accounts with their keys, for other adapters. */
  readonly signers: readonly LocalAccount[];
  /** viem client with anvil's own methods (setCode, setBalance, …), for tests. */
  readonly client: AnvilClient;
}

export type AnvilClient = TestClient<"anvil", Transport, Chain> & PublicActions<Transport, Chain>;

const transportTo = (url: string): Transport =>
  http(url, { batch: { batchSize: 1_000, wait: 0 }, retryCount: 0, timeout: 60_000 });

const connect = (url: string): AnvilClient => {
  const chain = defineChain({
    id: CHAIN_ID,
    name: "anvil",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [url] } },
    fees: { estimateFeesPerGas: async () => ({ maxFeePerGas: 0n, maxPriorityFeePerGas: 0n }) },
  });
  return createTestClient({
    chain,
    mode: "anvil",
    transport: transportTo(url),
    cacheTime: 0,
  }).extend(publicActions);
};

/**
 * Starts an anvil of its own on a free loopback port. Gas is free, blocks come with transactions and are one second
 * apart, and the gas limit per transaction is that of real chains (EIP-7825).
 */
export async function startAnvil(options: AnvilOptions = {}): Promise<AnvilChain> {
  const signers = Array.from({ length: options.accounts ?? 10 }, (_, i) => developmentAccount(i));
  const anvil = await startAnvilProcess([
    ...["--accounts", "0"],
    ...["--chain-id", `${CHAIN_ID}`],
    ...["--timestamp", `${options.genesisSeconds ?? GENESIS_SECONDS}`],
    ...["--gas-limit", `${BLOCK_GAS_LIMIT}`],
    ...["--block-base-fee-per-gas", "0"],
    ...["--gas-price", "0"],
    ...["--order", "fifo"],
    // Without it anvil writes the state of every block to the home folder: gigabytes, left behind when it is killed.
    ...["--prune-history", `${STATES_IN_MEMORY}`],
    "--enable-tx-gas-limit",
    ...(options.maxRuntimeBytes ? ["--code-size-limit", `${options.maxRuntimeBytes}`] : []),
  ]);
  try {
    const url = `http://127.0.0.1:${anvil.port}`;
    const client = connect(url);
    await Promise.all([
      client.setBlockTimestampInterval({ interval: 1 }),
      ...signers.map(({ address }) => client.setBalance({ address, value: FUNDS })),
    ]);
    const { logRange, maxRuntimeBytes } = options;
    const compiler: EvmCompiler | undefined =
      options.compiler ??
      (maxRuntimeBytes
        ? async (composition) => {
            const { compileComposition } = await import("../compiler/index.ts");
            return compileComposition(composition, { maxRuntimeBytes });
          }
        : undefined);
    const adapter = createEvmAdapter({
      chain: client.chain,
      transport: transportTo(url),
      signers,
      // The pending block knows the time that setTime has set.
      callBlock: "pending",
      pollingIntervalMs: 20,
      // It is one node: what it takes back is gone.
      lagMs: 0,
      ...(compiler ? { compiler } : {}),
      ...(logRange ? { logRange } : {}),
    });
    return {
      adapter,
      client,
      url,
      signers,
      accounts: signers.map((signer) => signer.address),
      clock: "settable",
      baseUnitsPerUnit: WEI_PER_UNIT,
      now: async () => Number((await client.getBlock()).timestamp),
      setTime: async (seconds) => client.setNextBlockTimestamp({ timestamp: BigInt(seconds) }),
      balance: async (address) => client.getBalance({ address: getAddress(address) }),
      close: anvil.stop,
    };
  } catch (error) {
    await anvil.stop();
    throw error;
  }
}
