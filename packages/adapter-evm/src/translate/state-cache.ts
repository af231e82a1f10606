import { type StateStorage, stateSlot } from "./state-storage.ts";
import type { YulWriter } from "./yul.ts";

/** What is known about the cached state word at one place of a function. */
export interface CacheStatus {
  /** The word may differ from storage. */
  readonly dirty: boolean;
  /** A word is cached for certain. */
  readonly filled: boolean;
}

/** What a function's cache needs; known after the function has been translated once. */
export interface CacheNeeds {
  /** The function has words that use the cache. */
  used: boolean;
  /** It has to compare before it writes. */
  compares: boolean;
}

/** Names of the cache's Yul variables: number of the word, the word, and the word as storage has it. */
const WORD = "$word";
const NUMBER = "$number";
const STORED = "$stored";
const INITIAL = "$initial";

/**
 * The last state word that a function touched, kept in Yul variables and written back when another is touched.
 * Whether it has to be written back is decided while translating: code that only reads carries no write-back.
 *
 * Where it cannot be decided (a loop that writes on some of its paths only, or starts with nothing cached), the function
 * keeps the stored word as well and writes only what changed: 27 gas per word instead of 100 for writing what
 * storage has already.
 */
export class StateCache {
  #dirty = false;
  #filled = false;
  readonly #needs: CacheNeeds;
  readonly #writer: YulWriter;
  readonly #storage: StateStorage;

  /** @param needs found by earlier rounds; grows */
  constructor(writer: YulWriter, needs: CacheNeeds, storage: StateStorage) {
    this.#writer = writer;
    this.#storage = storage;
    this.#needs = needs;
  }

  /** The function has words that use the cache. */
  get used(): boolean {
    return this.#needs.used;
  }

  get status(): CacheStatus {
    return { dirty: this.#dirty, filled: this.#filled };
  }

  /** The declarations at the function's start. */
  declarations(): string[] {
    if (!this.#needs.used) return [];
    const lines = [`let ${NUMBER} := not(0)`, `let ${WORD}`, ...this.#storage.declare(INITIAL)];
    return this.#needs.compares ? [...lines, `let ${STORED}`] : lines;
  }

  /** Continues with a status that holds at the end of all ways that lead here. */
  resume(status: CacheStatus): void {
    this.#dirty = status.dirty;
    this.#filled = status.filled;
    if (status.dirty && !status.filled) this.compareFromNowOn();
  }

  /** The next round compares before it writes. */
  compareFromNowOn(): void {
    this.#needs.compares = true;
  }

  /** Caches the word with the number that `number` (a variable) holds; returns the variable of the word. */
  select(number: string): string {
    this.#needs.used = true;
    this.#writer.braces(`if xor(${number}, ${NUMBER})`, () => {
      if (this.#dirty) this.#write();
      this.#writer.line(`${NUMBER} := ${number}`);
      this.#writer.line(this.#storage.read(WORD, stateSlot(NUMBER), NUMBER, INITIAL));
      if (this.#needs.compares) this.#writer.line(`${STORED} := ${WORD}`);
    });
    this.#filled = true;
    return WORD;
  }

  /** The cached word has been changed. */
  changed(): void {
    this.#dirty = true;
  }

  /** Writes the word back if it may have changed. */
  flush(): void {
    if (!this.#dirty) return;
    this.#write();
    this.#dirty = false;
    if (this.#needs.compares) this.#writer.line(`${STORED} := ${WORD}`);
  }

  /** Somebody else may write state: nothing cached is valid any more. Call {@link flush} before. */
  forget(): void {
    if (this.#needs.used) this.#writer.line(`${NUMBER} := not(0)`);
    this.#filled = false;
  }

  #write(): void {
    // Also where the write that made the word dirty is never reached.
    this.#needs.used = true;
    const store = this.#storage.write(stateSlot(NUMBER), WORD, INITIAL);
    this.#writer.line(this.#needs.compares ? `if xor(${WORD}, ${STORED}) { ${store} }` : store);
  }
}
