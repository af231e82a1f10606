import type { Journal } from "./journal.ts";

/** Ids that one word of marks stands for. */
export const MARKS_PER_WORD = 256;

/** Which accounts have claimed which contributions of others: one bit each, 256 ids to a word. */
export class Marks {
  readonly #journal: Journal;
  readonly #words = new Map<string, Map<number, bigint>>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Bit i stands for id 256 * bucket + i. */
  word(account: string, bucket: number): bigint {
    return this.#words.get(account)?.get(bucket) ?? 0n;
  }

  has(account: string, id: number): boolean {
    return (this.word(account, Math.floor(id / MARKS_PER_WORD)) & bitOf(id)) !== 0n;
  }

  set(account: string, id: number): void {
    const bucket = Math.floor(id / MARKS_PER_WORD);
    const before = this.word(account, bucket);
    let words = this.#words.get(account);
    if (words === undefined) {
      words = new Map();
      this.#words.set(account, words);
    }
    const own = words;
    this.#journal.note(() => {
      own.set(bucket, before);
    });
    own.set(bucket, before | bitOf(id));
  }
}

const bitOf = (id: number): bigint => 1n << BigInt(id % MARKS_PER_WORD);
