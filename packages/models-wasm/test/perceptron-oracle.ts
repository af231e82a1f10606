import type { LaneBits, Sample } from "@chainlearn/core";

export interface PerceptronSettings {
  readonly lane: LaneBits;
  readonly valueBits: number;
  readonly learningRate: bigint;
  readonly interceptRateQ16: bigint;
}

/** The perceptron's rule on plain integers; knows nothing of kernels and hosts. */
export class PerceptronOracle {
  readonly weights: bigint[];
  intercept = 0n;
  readonly #settings: PerceptronSettings;

  constructor(features: number, settings: PerceptronSettings) {
    this.weights = new Array(features).fill(0n);
    this.#settings = settings;
  }

  predict(sample: Sample): number {
    const score = this.#limit(this.#scaled(this.#sum(sample)), 64) + this.intercept;
    return score > 0n ? 1 : 0;
  }

  update(sample: Sample, label: number): void {
    if (this.predict(sample) === label) return;
    const { learningRate, interceptRateQ16, lane } = this.#settings;
    const sign = label === 1 ? 1n : -1n;
    this.intercept = this.#limit(this.intercept + sign * ((learningRate * interceptRateQ16) / 65_536n), 48);
    for (const [feature, value] of this.#entries(sample)) {
      const change = this.#scaled(value * sign * learningRate);
      this.weights[feature] = this.#limit(this.weights[feature]! + change, lane);
    }
  }

  #entries({ indices, values }: Sample): [feature: number, value: bigint][] {
    return indices!.map((feature, p) => [
      feature,
      BigInt(values ? values[p]! : 2 ** this.#settings.valueBits),
    ]);
  }

  #sum(sample: Sample): bigint {
    let sum = 0n;
    for (const [feature, value] of this.#entries(sample)) sum += value * this.weights[feature]!;
    return sum;
  }

  /** Divides by 2^valueBits, rounding down. */
  #scaled(amount: bigint): bigint {
    const one = 2n ** BigInt(this.#settings.valueBits);
    const quotient = amount / one;
    return amount < 0n && quotient * one !== amount ? quotient - 1n : quotient;
  }

  #limit(amount: bigint, bits: number): bigint {
    const most = 2n ** BigInt(bits - 1) - 1n;
    if (amount > most) return most;
    return amount < -most - 1n ? -most - 1n : amount;
  }
}
