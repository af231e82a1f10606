import type { Entry } from "./rule.ts";

/** One weight vector with its intercept, which is the weight of a feature of value `share`. */
export class Weights {
  readonly #values: Float64Array;
  readonly #share: number;

  /** @param share how fast the intercept learns, as a share of a step */
  constructor(features: number, share: number) {
    this.#values = new Float64Array(features + 1);
    this.#share = share;
  }

  score(entries: readonly Entry[]): number {
    let sum = this.#values.at(-1)!;
    for (const [feature, value] of entries) sum += value * this.#values[feature]!;
    return sum;
  }

  add(entries: readonly Entry[], step: number): void {
    for (const [feature, value] of entries) this.#values[feature]! += step * value;
    this.#values[this.#values.length - 1]! += step * this.#share;
  }
}
