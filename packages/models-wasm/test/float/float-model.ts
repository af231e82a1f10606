/** A feature and its value. */
export type Entry = readonly [feature: number, value: number];

/** A model on floats, as a textbook writes it: no lanes, no rounding, no limits. */
export interface FloatModel {
  predict(entries: readonly Entry[]): number;
  update(entries: readonly Entry[], label: number): void;
}

/** Weights with the intercept behind the last feature, whose value is 1. */
export class Weights {
  readonly #values: Float64Array;

  constructor(features: number) {
    this.#values = new Float64Array(features + 1);
  }

  score(entries: readonly Entry[]): number {
    return entries.reduce(
      (sum, [feature, value]) => sum + value * this.#values[feature]!,
      this.#values.at(-1)!,
    );
  }

  add(entries: readonly Entry[], step: number): void {
    for (const [feature, value] of entries) this.#values[feature]! += step * value;
    this.#values[this.#values.length - 1]! += step;
  }
}
