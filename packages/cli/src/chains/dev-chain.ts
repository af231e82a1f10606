import type { DevChain } from "@chainlearn/core";
import type { Currency } from "../spending/coin.ts";
import { gatedAdapter } from "../spending/gated-adapter.ts";
import { accountNamed } from "./account-names.ts";
import type { ChainConfig } from "./chain.ts";

/** Names of a development chain's accounts, in their order. */
const NAMES = ["deployer", "alice", "bob", "carol", "dave", "erin", "frank", "grace"] as const;

/** What commands need of a development chain. */
export type FundedChain = Pick<DevChain, "adapter" | "accounts" | "balance" | "baseUnitsPerUnit">;

/** How a development chain's coin is called. Default: by what its addresses are like. */
export type DevChainOptions = Partial<Pick<Currency, "symbol" | "base" | "decimals">>;

/**
 * A development chain that runs in this process already, for scripts and tests: `startAnvil()`, `startEmbeddedChain()`,
 * `createLocalChain()`. Nothing is charged for gas there. It stays open.
 */
export function devChain(chain: FundedChain, coin: DevChainOptions = {}): ChainConfig {
  const names: readonly string[] = NAMES.slice(0, chain.accounts.length);
  const decimals = coin.decimals ?? String(chain.baseUnitsPerUnit).length - 1 + 9;
  return {
    kind: "development",
    chainId: chain.adapter.chainId,
    accounts: names,
    open: async ({ gate, account }) => {
      const addressOf = (name: string): string => chain.accounts[names.indexOf(accountNamed(name, names))]!;
      return {
        adapter: gatedAdapter(chain.adapter, gate, chain.baseUnitsPerUnit),
        coin: {
          symbol: coin.symbol ?? "COIN",
          base: coin.base ?? "base",
          decimals,
          baseUnitsPerUnit: chain.baseUnitsPerUnit,
        },
        sender: account === undefined ? undefined : addressOf(account),
        isDevelopment: true,
        addressOf: async (name) => addressOf(name),
        balance: (address) => chain.balance(address),
        deploymentCost: async () => ({ gas: 0n, fee: 0n, steps: [] }),
        // Nothing is signed here, so that no earlier run can have signed anything.
        approve: async () => {},
        settle: async () => {},
        close: async () => {},
      };
    },
  };
}
