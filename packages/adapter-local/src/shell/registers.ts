import type { Journal } from "./journal.ts";
import { trap } from "./trap.ts";

/** The mechanism's 256-bit registers; all zero at first. */
export class Registers {
  readonly #journal: Journal;
  readonly #values: bigint[];

  constructor(names: readonly string[], journal: Journal) {
    this.#journal = journal;
    this.#values = names.map(() => 0n);
  }

  get(k: number): bigint {
    return this.#values[k] ?? trap(`there is no register ${k}.`);
  }

  set(k: number, value: bigint): void {
    const before = this.get(k);
    this.#journal.note(() => {
      this.#values[k] = before;
    });
    this.#values[k] = value;
  }

  values(): bigint[] {
    return [...this.#values];
  }
}
