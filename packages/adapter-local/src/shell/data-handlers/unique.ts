import { ChainlearnError, type Contribution, toHex, unique } from "@chainlearn/core";
import type { Journal } from "../journal.ts";
import type { DataHandler } from "./data-handler.ts";

/** Takes every sample once with each label. The other shells see the repeat when the record's slot is taken. */
export class Unique implements DataHandler {
  readonly countsClaims = unique.manifest.countsClaims;
  readonly #journal: Journal;
  readonly #taken = new Map<string, number>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  admit({ id, label, sample }: Contribution): void {
    const key = `${label}/${toHex(sample)}`;
    const first = this.#taken.get(key);
    if (first !== undefined) {
      throw new ChainlearnError(
        "duplicate_data",
        `contribution ${first} has the same sample and label ${label}.`,
      );
    }
    this.#journal.note(() => {
      this.#taken.delete(key);
    });
    this.#taken.set(key, id);
  }

  keep(): void {}
}
