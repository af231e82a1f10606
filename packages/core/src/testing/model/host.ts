import type { ResolvedComposition } from "../../composition.ts";
import type { DevChain } from "../../dev-chain.ts";

/** What an addition has to touch. */
export interface TouchedCells {
  /** State cells that it read or wrote. */
  readonly cells: ReadonlySet<number>;
  /** State cells that have another value afterwards. */
  readonly changed: ReadonlySet<number>;
}

/** Gas of a chain where storage is what costs. */
export interface StorageGas {
  /** Gas that the newest transaction spent on storage. */
  spent(chain: DevChain): bigint;
  /** What the chain charges for nothing but the touched cells, the meter and a new record. */
  needed(composition: ResolvedComposition, touched: TouchedCells): bigint;
}

/** A kind of chain to check models on. Any DevChain will do; what is optional decides which checks apply. */
export interface ModelHost {
  /** Short; a column of the table, as "evm". */
  readonly name: string;
  start(): Promise<DevChain>;
  /** Bytes of a composition's contract, and the most that the chain takes. */
  contractSize?(composition: ResolvedComposition): Promise<{ readonly bytes: number; readonly most: number }>;
  readonly storage?: StorageGas;
  /** The chain is slow, as one with a real clock: a few checks only, with a dozen additions. */
  readonly short?: boolean;
}
