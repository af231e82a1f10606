import { baseUnitsPerUnit, type DevChain, requireWhole } from "@chainlearn/core";
import { createCosmWasmAdapter } from "../adapter.ts";
import { EmbeddedChain, type EmbeddedOptions } from "./chain.ts";

const NANOSECONDS = 1_000_000_000n;

/** A development chain inside the process, and the host behind it. */
export interface EmbeddedDevChain extends DevChain {
  readonly connection: EmbeddedChain;
}

/** Starts a CosmWasm chain inside the process, with an adapter, funded accounts and a clock that can be set. */
export async function startEmbeddedChain(options: EmbeddedOptions = {}): Promise<EmbeddedDevChain> {
  const connection = new EmbeddedChain(options);
  return {
    connection,
    adapter: createCosmWasmAdapter({ connection }),
    accounts: connection.accounts,
    clock: "settable",
    now: () => connection.time(),
    setTime: async (seconds) => {
      requireWhole("the time", seconds, 0);
      connection.setNextTime(BigInt(seconds) * NANOSECONDS);
    },
    balance: (address) => connection.balance(address),
    baseUnitsPerUnit: baseUnitsPerUnit(connection.decimals),
    close: () => connection.close(),
  };
}
