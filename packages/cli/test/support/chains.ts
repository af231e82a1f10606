import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain } from "@chainlearn/adapter-local";
import type { DevChain } from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import { keccak256, stringToBytes } from "viem";
import { foundry } from "viem/chains";
import {
  type ChainConfig,
  type CompositionConfig,
  type Config,
  devChain,
  type EvmChainOptions,
  evm,
  fromEnvironment,
} from "../../src/index.ts";

/** A chain that the commands are tried on. */
export interface TestChain {
  readonly config: ChainConfig;
  /** Of its JSON-RPC, where it has one. */
  readonly url?: string;
  /** What the environment has to hold. */
  readonly env: Readonly<Record<string, string>>;
  readonly baseUnitsPerUnit: bigint;
  /** The next block happens so many seconds later. */
  pass(seconds: number): Promise<void>;
  /** Base units. */
  balance(account: "deployer" | "alice" | "bob"): Promise<bigint>;
  close(): Promise<void>;
}

/** The development accounts' keys, as anvil's helper makes them. */
export const developmentKey = (index: number): string =>
  keccak256(stringToBytes(`chainlearn development account ${index}`));

export const KEYS = {
  DEPLOYER_KEY: developmentKey(0),
  ALICE_KEY: developmentKey(1),
  BOB_KEY: developmentKey(2),
};

/** Names of the keys that a text has in it. */
export const keysIn = (text: string): string[] =>
  Object.entries(KEYS)
    .filter(([, key]) => text.toLowerCase().includes(key.slice(2)))
    .map(([name]) => name);

/** Through a node and with keys, as a testnet. */
export const anvilAt = (rpcUrl: string, options: Partial<EvmChainOptions> = {}): ChainConfig =>
  evm({
    ...options,
    chain: foundry,
    rpcUrl,
    pollingIntervalMs: 20,
    accounts: {
      deployer: fromEnvironment("DEPLOYER_KEY"),
      alice: fromEnvironment("ALICE_KEY"),
      bob: fromEnvironment("BOB_KEY"),
    },
  });

const around = (chain: DevChain, config: ChainConfig, env: TestChain["env"]): TestChain => ({
  config,
  env,
  baseUnitsPerUnit: chain.baseUnitsPerUnit,
  pass: async (seconds) => chain.setTime((await chain.now()) + seconds),
  balance: (account) => chain.balance(chain.accounts[["deployer", "alice", "bob"].indexOf(account)]!),
  close: () => chain.close(),
});

export const TEST_CHAINS: Readonly<Record<string, () => Promise<TestChain>>> = {
  local: async () => {
    const chain = await createLocalChain();
    return around(chain, devChain(chain), {});
  },
  embedded: async () => {
    const chain = await startEmbeddedChain();
    return around(chain, devChain(chain), {});
  },
  anvil: async () => {
    const chain = await startAnvil();
    const pass = async (seconds: number): Promise<void> => {
      await chain.setTime((await chain.now()) + seconds);
      // Calls see the newest block's time.
      await chain.client.mine({ blocks: 1 });
    };
    return { ...around(chain, anvilAt(chain.url), KEYS), url: chain.url, pass };
  },
};

/** The composition of the quick start, whose waits are over at once. */
export const spam: CompositionConfig = {
  model: "sparse-perceptron",
  mechanism: "stake",
  shape: { features: 1000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 128 },
  mechanismParams: { costWeightUnits: 1_000_000n, refundWaitSeconds: 0n },
};

export const configWith = (chain: ChainConfig, composition: CompositionConfig = spam): Config => ({
  plugins: [models, mechanisms],
  chains: { test: chain },
  compositions: { spam: composition },
});
