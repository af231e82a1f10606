import type { Params } from "../../composition.ts";
import type { Shape } from "../../manifest.ts";
import type { Sample } from "../../sample.ts";

const clamp = (value: bigint, bits: number): bigint => {
  const top = 1n << BigInt(bits - 1);
  return value < -top ? -top : value >= top ? top - 1n : value;
};

/** The binary perceptron with a learning intercept over bigint cells, apart from its kernel. */
export class ReferencePerceptron {
  readonly cells: bigint[];
  intercept: bigint;
  readonly #shape: Shape;
  readonly #params: Params;

  /** @param params learningRate and interceptRateQ16 */
  constructor(shape: Shape, params: Params, cells: readonly bigint[] = [], intercept = 0n) {
    this.#shape = shape;
    this.#params = params;
    this.cells = Array.from({ length: shape.features }, (_, j) => cells[j] ?? 0n);
    this.intercept = intercept;
  }

  predict(sample: Sample): number {
    const sum = this.#entries(sample).reduce((total, [j, value]) => total + value * this.cells[j]!, 0n);
    return (sum >> BigInt(this.#shape.valueBits)) + this.intercept > 0n ? 1 : 0;
  }

  update(sample: Sample, label: number): void {
    if (this.predict(sample) === label) return;
    const step = label === 1 ? this.#params.learningRate! : -this.#params.learningRate!;
    this.intercept = clamp(this.intercept + (step * this.#params.interceptRateQ16!) / 65_536n, 48);
    for (const [j, value] of this.#entries(sample))
      this.cells[j] = clamp(
        this.cells[j]! + ((value * step) >> BigInt(this.#shape.valueBits)),
        this.#shape.lane,
      );
  }

  #entries(sample: Sample): [feature: number, value: bigint][] {
    const one = 2 ** this.#shape.valueBits;
    return sample.indices!.map((j, p) => [j, BigInt(sample.values?.[p] ?? one)]);
  }
}
