import {
  accumulator,
  addressBytes,
  bytesToBigint,
  type Contribution,
  encodeRecord,
  keccak256,
  type PlacedCell,
  type RecordState,
  recordKey,
  recordLeaf,
} from "@chainlearn/core";
import type { Journal } from "../journal.ts";
import type { DataHandler } from "./data-handler.ts";
import { Peaks } from "./peaks.ts";

/** Keeps the peaks of the mountain range of the records as they were added. Claims need no proof here: the records are at hand. */
export class Accumulator implements DataHandler {
  readonly countsClaims = accumulator.manifest.countsClaims;
  readonly #cells: readonly PlacedCell[];
  readonly #journal: Journal;
  readonly #range = new Peaks();

  constructor(cells: readonly PlacedCell[], journal: Journal) {
    this.#cells = cells;
    this.#journal = journal;
  }

  admit(): void {}

  keep({ id, time, label, sample, submitter }: Contribution, record: RecordState): void {
    const key = recordKey(id, time, label, keccak256(sample), addressBytes(submitter));
    this.#journal.note(this.#range.save());
    this.#range.append(recordLeaf(key, encodeRecord(record, this.#cells)));
  }

  peaks(): bigint[] {
    return this.#range.values().map(bytesToBigint);
  }
}
