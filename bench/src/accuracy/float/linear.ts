import { highest, type StartFloatRule } from "./rule.ts";
import { Weights } from "./weights.ts";

const signOf = (label: number): number => (label === 1 ? 1 : -1);

/** @param interceptShare of a step, 0 to 1; so everywhere below */
export const perceptron =
  (interceptShare = 1): StartFloatRule =>
  ({ features }) => {
    const weights = new Weights(features, interceptShare);
    return {
      scores: (entries) => [0, weights.score(entries)],
      update: (entries, label) => {
        if (Number(weights.score(entries) > 0) !== label) weights.add(entries, signOf(label));
      },
    };
  };

export const multiclassPerceptron =
  (interceptShare = 1): StartFloatRule =>
  ({ features, classes }) => {
    const rows = Array.from({ length: classes }, () => new Weights(features, interceptShare));
    return {
      scores: (entries) => rows.map((row) => row.score(entries)),
      update: (entries, label) => {
        const guess = highest(rows.map((row) => row.score(entries)));
        if (guess === label) return;
        rows[label]!.add(entries, 1);
        rows[guess]!.add(entries, -1);
      },
    };
  };

/**
 * The sum of the weights after each sample is samples x weights - sum of (samples before) x change; adding all weights
 * up after each sample, as the definition has it, would take too long.
 */
class SummedWeights {
  readonly now: Weights;
  readonly #weighted: Weights;

  constructor(features: number, interceptShare: number) {
    this.now = new Weights(features, interceptShare);
    this.#weighted = new Weights(features, interceptShare);
  }

  scoreOfSum(entries: Parameters<Weights["score"]>[0], samples: number): number {
    return samples * this.now.score(entries) - this.#weighted.score(entries);
  }

  add(entries: Parameters<Weights["add"]>[0], step: number, samples: number): void {
    this.now.add(entries, step);
    this.#weighted.add(entries, step * samples);
  }
}

export const averagedPerceptron =
  (interceptShare = 1): StartFloatRule =>
  ({ features }) => {
    const weights = new SummedWeights(features, interceptShare);
    let samples = 0;
    return {
      scores: (entries) => [0, weights.scoreOfSum(entries, Math.max(1, samples))],
      update: (entries, label) => {
        if (Number(weights.now.score(entries) > 0) !== label) weights.add(entries, signOf(label), samples);
        samples += 1;
      },
    };
  };

export const multiclassAveragedPerceptron =
  (interceptShare = 1): StartFloatRule =>
  ({ features, classes }) => {
    const rows = Array.from({ length: classes }, () => new SummedWeights(features, interceptShare));
    let samples = 0;
    return {
      scores: (entries) => rows.map((row) => row.scoreOfSum(entries, Math.max(1, samples))),
      update: (entries, label) => {
        const guess = highest(rows.map(({ now }) => now.score(entries)));
        if (guess !== label) {
          rows[label]!.add(entries, 1, samples);
          rows[guess]!.add(entries, -1, samples);
        }
        samples += 1;
      },
    };
  };

/** PA-I. @param c its C */
export const passiveAggressive =
  (c: number): StartFloatRule =>
  ({ features }) => {
    const weights = new Weights(features, 1);
    return {
      scores: (entries) => [0, weights.score(entries)],
      update: (entries, label) => {
        const loss = Math.max(0, 1 - signOf(label) * weights.score(entries));
        const squaredLength = entries.reduce((sum, [, value]) => sum + value * value, 1);
        weights.add(entries, signOf(label) * Math.min(c, loss / squaredLength));
      },
    };
  };

export const logisticRegression =
  (rate: number): StartFloatRule =>
  ({ features }) => {
    const weights = new Weights(features, 1);
    return {
      scores: (entries) => [0, weights.score(entries)],
      update: (entries, label) => {
        weights.add(entries, rate * (label - 1 / (1 + Math.exp(-weights.score(entries)))));
      },
    };
  };
