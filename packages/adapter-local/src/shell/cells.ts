import { type CellSpec, saturate } from "@chainlearn/core";
import type { Journal } from "./journal.ts";
import { trap } from "./trap.ts";

/** The cells that a mechanism declares for itself, an account or a record; all 0 at first. */
export class Cells {
  readonly #specs: readonly CellSpec[];
  readonly #journal: Journal;
  readonly #values: bigint[];

  constructor(specs: readonly CellSpec[], journal: Journal) {
    this.#specs = specs;
    this.#journal = journal;
    this.#values = specs.map(() => 0n);
  }

  get(k: number): bigint {
    return this.#values[k] ?? trap(`there is no cell ${k}.`);
  }

  /** Saturates to the cell's range. */
  set(k: number, value: bigint): void {
    const spec = this.#specs[k] ?? trap(`there is no cell ${k}.`);
    const before = this.#values[k]!;
    this.#journal.note(() => {
      this.#values[k] = before;
    });
    this.#values[k] = saturate(value, spec);
  }

  values(): bigint[] {
    return [...this.#values];
  }
}
