import type { DevChain } from "@chainlearn/core";
import { namesOf, oneOf } from "./arguments.ts";

/** A chain that an example can run on. */
export interface ChainChoice {
  readonly title: string;
  /** Loads the adapter only when its chain is wanted. */
  start(): Promise<DevChain>;
}

export type ChainName = "evm" | "cosmos" | "local";

/** The chains by name; everything else in the examples knows them as `DevChain` only. */
export const CHAINS: Readonly<Record<ChainName, ChainChoice>> = {
  evm: {
    title: "EVM (anvil)",
    start: async () => (await import("@chainlearn/adapter-evm/testing")).startAnvil(),
  },
  cosmos: {
    title: "CosmWasm (embedded)",
    start: async () => (await import("@chainlearn/adapter-cosmwasm/embedded")).startEmbeddedChain(),
  },
  local: {
    title: "in process",
    start: async () => (await import("@chainlearn/adapter-local")).createLocalChain(),
  },
};

/** Those that `all` stands for. */
const ALL_CHAINS = ["evm", "cosmos"] as const satisfies readonly ChainName[];

/**
 * The chains that `--chain` names: one, or all.
 * @throws UsageError
 */
export function chainsOf(value: string): readonly ChainName[] {
  const chain = oneOf("chain", value, [...namesOf(CHAINS), "all"]);
  return chain === "all" ? ALL_CHAINS : [chain];
}
