import type { PlacedLogEntry } from "@chainlearn/core";
import type { Shell } from "../shell/shell.ts";

/** One deployed instance and its history. */
export interface Contract {
  readonly address: string;
  readonly shell: Shell;
  /** Of a clone: the contract that it was cloned from. */
  readonly implementation: string | undefined;
  /** Block of the deployment. */
  readonly block: number;
  readonly log: PlacedLogEntry[];
  /** Balance in base units after each block that changed it, in order. */
  readonly balances: { readonly block: number; readonly baseUnits: bigint }[];
}
