import {
  bigintToBytes,
  ChainlearnError,
  type Contribution,
  concatBytes,
  keccak256,
  unique,
} from "@chainlearn/core";
import type { Journal } from "../journal.ts";
import type { DataHandler } from "./data-handler.ts";
import { Digests } from "./digests.ts";

/** Takes every sample once with each label. The other shells see the repeat when the record's slot is taken. */
export class Unique implements DataHandler {
  readonly countsClaims = unique.manifest.countsClaims;
  readonly #journal: Journal;
  readonly #taken = new Digests();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  admit({ label, sample }: Contribution): void {
    const digest = keccak256(concatBytes(bigintToBytes(BigInt(label), 2), sample));
    const first = this.#taken.find(digest);
    if (first !== undefined) {
      throw new ChainlearnError(
        "duplicate_data",
        `contribution ${first} has the same sample and label ${label}.`,
      );
    }
    this.#journal.note(() => this.#taken.removeLast());
    // Each contribution has one, so digests are numbered as contributions are.
    this.#taken.add(digest);
  }

  keep(): void {}
}
