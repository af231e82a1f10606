import type { SeriesPlace } from "@chainlearn/core";
import type { Journal } from "./journal.ts";
import { trap } from "./trap.ts";

/** Numbers of a series' values are below this. */
const NUMBERS = 2n ** 48n;

/** The mechanism's numbered values; one that was never set is 0. */
export class Series {
  readonly #journal: Journal;
  readonly #bySeries: readonly Map<number, bigint>[];

  constructor(names: readonly string[], journal: Journal) {
    this.#journal = journal;
    this.#bySeries = names.map(() => new Map());
  }

  get(k: number, n: bigint): bigint {
    const { values, number } = this.#place(k, n);
    return values.get(number) ?? 0n;
  }

  set(k: number, n: bigint, value: bigint): void {
    const { values, number } = this.#place(k, n);
    const before = values.get(number);
    this.#journal.note(() => {
      if (before === undefined) values.delete(number);
      else values.set(number, before);
    });
    values.set(number, value);
  }

  /** Where there is a value, in no particular order. */
  places(): SeriesPlace[] {
    return this.#bySeries.flatMap((values, series) =>
      Array.from(values.keys(), (number) => ({ series, number })),
    );
  }

  #place(k: number, n: bigint): { readonly values: Map<number, bigint>; readonly number: number } {
    const values = this.#bySeries[k] ?? trap(`there is no series ${k}.`);
    if (n < 0n || n >= NUMBERS) trap(`a series has no value ${n}.`);
    return { values, number: Number(n) };
  }
}
