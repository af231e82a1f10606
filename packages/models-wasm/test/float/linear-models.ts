import { type Entry, type FloatModel, Weights } from "./float-model.ts";

const signOf = (label: number): number => (label === 1 ? 1 : -1);

export function floatPerceptron(features: number): FloatModel {
  const weights = new Weights(features);
  const predict = (entries: readonly Entry[]): number => (weights.score(entries) > 0 ? 1 : 0);
  return {
    predict,
    update: (entries, label) => {
      if (predict(entries) !== label) weights.add(entries, signOf(label));
    },
  };
}

export function floatMulticlassPerceptron(features: number, classes: number): FloatModel {
  const rows = Array.from({ length: classes }, () => new Weights(features));
  const predict = (entries: readonly Entry[]): number => {
    const scores = rows.map((row) => row.score(entries));
    return scores.indexOf(Math.max(...scores));
  };
  return {
    predict,
    update: (entries, label) => {
      const guess = predict(entries);
      if (guess === label) return;
      rows[label]!.add(entries, 1);
      rows[guess]!.add(entries, -1);
    },
  };
}

/** Sums the weights after every sample, as the definition says. */
export function floatAveragedPerceptron(features: number): FloatModel {
  const weights = new Weights(features);
  // The sum so far is samples * weights - weighted: adding all weights to a sum each time would take too long.
  const weighted = new Weights(features);
  let samples = 0;
  return {
    predict: (entries) => (samples * weights.score(entries) - weighted.score(entries) > 0 ? 1 : 0),
    update: (entries, label) => {
      if ((weights.score(entries) > 0 ? 1 : 0) !== label) {
        weights.add(entries, signOf(label));
        weighted.add(entries, signOf(label) * samples);
      }
      samples += 1;
    },
  };
}

/** PA-I with C. */
export function floatPassiveAggressive(features: number, c: number): FloatModel {
  const weights = new Weights(features);
  return {
    predict: (entries) => (weights.score(entries) > 0 ? 1 : 0),
    update: (entries, label) => {
      const loss = Math.max(0, 1 - signOf(label) * weights.score(entries));
      const squaredLength = entries.reduce((sum, [, value]) => sum + value * value, 1);
      weights.add(entries, signOf(label) * Math.min(c, loss / squaredLength));
    },
  };
}

export function floatLogisticRegression(features: number, rate: number): FloatModel {
  const weights = new Weights(features);
  return {
    predict: (entries) => (weights.score(entries) > 0 ? 1 : 0),
    update: (entries, label) => {
      weights.add(entries, rate * (label - 1 / (1 + Math.exp(-weights.score(entries)))));
    },
  };
}
