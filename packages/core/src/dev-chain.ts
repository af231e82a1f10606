import type { ChainAdapter } from "./chain-adapter.ts";

/** A chain for development and tests: funded accounts and a clock. */
export interface DevChain {
  readonly adapter: ChainAdapter;
  /** At least six funded addresses with signers; the first deploys. */
  readonly accounts: readonly string[];
  /** settable: `setTime` works; real: time passes by itself. */
  readonly clock: "settable" | "real";
  /** Time of the newest block in seconds. */
  now(): Promise<number>;
  /** The next block, or call without a transaction, happens at this time; later than `now()`. */
  setTime(seconds: number): Promise<void>;
  /** Native balance in base units. */
  balance(address: string): Promise<bigint>;
  /** Base units of one unit. */
  readonly baseUnitsPerUnit: bigint;
  close(): Promise<void>;
}
