import type { ActedEntry } from "./log.ts";
import type { Contribution } from "./record.ts";

/** What a mechanism has found a contribution to be. `void`: it is done with it, and it was neither right nor wrong. */
export type Validity = "valid" | "invalid" | "void";

/** What a mechanism has found one contribution to be. */
export interface Finding {
  /** Of the contribution. */
  readonly id: number;
  readonly validity: Validity;
}

/** An action that was accepted, and what it has left behind: all that a {@link Judge} goes by. */
export interface JudgedAction {
  /** Its name in the manifest. */
  readonly action: string;
  readonly entry: ActedEntry;
  /** What it was about; undefined for actions about no contribution. */
  readonly contribution: Omit<Contribution, "sample"> | undefined;
  /** What earlier actions have found that contribution to be. */
  readonly found: Validity | undefined;
  /** Cell of the mechanism's pool after the action. */
  pool(cell: string): bigint;
  /** Value of one of the mechanism's series after the action. */
  series(name: string, number: number): bigint;
}

/**
 * Says after each action of one log, in order, what the mechanism has found by it. `valid` is final; what was found invalid
 * or void may be found to be something else later.
 */
export type Judge = (action: JudgedAction) => readonly Finding[];
