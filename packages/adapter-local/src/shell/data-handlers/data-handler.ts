import type { Contribution, RecordState } from "@chainlearn/core";

/** What a data handler does about a new contribution. What it remembers of a call that fails is forgotten again. */
export interface DataHandler {
  /** Whether records count the claims by others. */
  readonly countsClaims: boolean;
  /** @throws ChainlearnError duplicate_data */
  admit(contribution: Contribution): void;
  /** @param record as the addition leaves it */
  keep(contribution: Contribution, record: RecordState): void;
  /** Peaks of the mountain range, the lowest first. */
  peaks?(): bigint[];
}
