import type { CellSpec } from "@chainlearn/core";
import { Cells } from "./cells.ts";
import type { Journal } from "./journal.ts";

/** Ids are 48 bits; the last value stands for "no contribution" in the log and is never given out. */
export const LAST_ID = 2 ** 48 - 1;

const NO_HASH: Uint8Array = new Uint8Array(32);

/** What nearly every entry reads: life cycle, the next id and the mechanism's own cells. */
export class Meter {
  readonly pool: Cells;
  readonly #journal: Journal;
  #sealed = false;
  #next = 0;
  #uploadHash = NO_HASH;

  constructor(pool: readonly CellSpec[], journal: Journal) {
    this.pool = new Cells(pool, journal);
    this.#journal = journal;
  }

  get sealed(): boolean {
    return this.#sealed;
  }

  /** The id of the next contribution; before sealing the number of state words uploaded. */
  get next(): number {
    return this.#next;
  }

  /** Hash of the words uploaded so far; all zero after sealing. */
  get uploadHash(): Uint8Array {
    return this.#uploadHash;
  }

  setNext(next: number): void {
    const before = this.#next;
    this.#journal.note(() => {
      this.#next = before;
    });
    this.#next = next;
  }

  setUploadHash(hash: Uint8Array): void {
    const before = this.#uploadHash;
    this.#journal.note(() => {
      this.#uploadHash = before;
    });
    this.#uploadHash = hash;
  }

  /** Ends the upload: contributions are counted from 0. */
  seal(): void {
    this.#journal.note(() => {
      this.#sealed = false;
    });
    this.#sealed = true;
    this.setNext(0);
    this.setUploadHash(NO_HASH);
  }
}
