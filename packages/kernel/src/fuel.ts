import { ChainlearnError } from "@chainlearn/core";
import { FUEL_IMPORT } from "./wasm/meter.ts";

/**
 * How long kernels may run: a number of turns of their loops, shared by all kernels that are given it. What they do beside
 * loops and what a host does for them counts as so many turns, see `prices.ts`. The same turn is the last on every machine.
 */
export class Fuel {
  /** Turns until `refill` is called again. */
  readonly limit: number;
  readonly #left: WebAssembly.Global<"i64">;
  readonly #entries = new WebAssembly.Global({ value: "i64", mutable: true }, 0n);

  /** @throws ChainlearnError argument_out_of_range unless `limit` is a whole number from 1 to 2^53 - 1 */
  constructor(limit: number) {
    if (!Number.isSafeInteger(limit) || limit < 1)
      throw new ChainlearnError("argument_out_of_range", `${limit} turns of loops; at least 1 is needed.`);
    this.limit = limit;
    this.#left = new WebAssembly.Global({ value: "i64", mutable: true }, BigInt(limit));
  }

  /** For modules that were made with `meterKernel`. */
  get imports(): WebAssembly.Imports {
    return { [FUEL_IMPORT.module]: { [FUEL_IMPORT.left]: this.#left, [FUEL_IMPORT.entries]: this.#entries } };
  }

  refill(): void {
    this.#left.value = BigInt(this.limit);
  }

  /** Turns since the last refill. */
  get used(): number {
    return this.limit - Math.max(0, Number(this.#left.value));
  }

  /** Says how many entries the sample has that words for whole rows go through from here on. */
  setEntries(entries: number): void {
    this.#entries.value = BigInt(entries);
  }

  /**
   * Counts what a host does itself.
   * @param turns that it counts as
   * @throws ChainlearnError fuel_exhausted
   */
  spend(turns: number, what: string): void {
    this.#left.value -= BigInt(turns);
    this.check(what);
  }

  /** @throws ChainlearnError fuel_exhausted when a trap was due to it */
  check(what: string): void {
    if (this.#left.value < 0n)
      throw new ChainlearnError("fuel_exhausted", `${what} takes more than ${this.limit} turns of loops.`, {
        details: { limit: this.limit },
      });
  }
}
