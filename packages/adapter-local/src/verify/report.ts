import type { CodeVerification } from "@chainlearn/core";
import type { Difference } from "../replay/difference.ts";

/** One thing that verification looks at. */
export interface Check {
  /** As "code", "state". */
  readonly what: string;
  readonly outcome: "ok" | "failed" | "not checkable";
  /** What was compared; where it differs; why it cannot be compared. */
  readonly details: string;
}

/**
 * `verified`: everything that can be checked is in order. `unsealed`: so it is, but the contract takes no data yet, and its
 * deployer can still change the model's numbers. `different`: something is not as it should be.
 */
export type Verdict = "verified" | "unsealed" | "different";

/** What {@link verify} found. */
export interface VerificationReport {
  /** The verdict is `verified`. */
  readonly ok: boolean;
  readonly verdict: Verdict;
  /** One by one, and what no chain can tell. */
  readonly checks: readonly Check[];
  /** The block that everything was compared at. */
  readonly block: number;
  /** Where the log came from: "the chain", or what was brought in its stead calls itself. */
  readonly logSource: string;
  /** Log entries that reproduced. */
  readonly entries: number;
  readonly contributions: number;
  /** Hex of the hash of the state that replay arrived at. */
  readonly stateHash: string;
  /** Absent when there is none. */
  readonly firstDifference?: Difference;
  readonly code: CodeVerification;
  readonly ledger: LedgerReport;
}

/** The contract's books in units, as replay has them, beside what the chain holds. */
export interface LedgerReport {
  /** Sent with accepted calls. */
  readonly paidIn: bigint;
  /** Delivered. */
  readonly paidOut: bigint;
  /** Left of all deposits, and all credits. */
  readonly owed: bigint;
  /** paidIn - paidOut - owed: what the mechanism keeps itself, as an escrow; 0 where it only hands deposits on. */
  readonly heldByMechanism: bigint;
  /** The contract's whole units on chain. */
  readonly balance: bigint;
  /** Beyond what the books account for: anybody may force coins into a contract. */
  readonly surplus: bigint;
}
