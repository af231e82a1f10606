/**
 * The original's prediction and training rules in floating point, from its contracts' documentation; they read the
 * files themselves and know nothing of lanes, cells and fixed point.
 */
import type { CentroidsFile, NaiveBayesFile, PerceptronFile } from "@chainlearn/models-wasm";

/** Features and values; a sparse sample has 1 at every feature that is present. */
export type FloatSample = ReadonlyMap<number, number>;

export interface FloatModel {
  /** How much speaks for each class; the first highest is predicted. */
  scores(sample: FloatSample): number[];
  update(sample: FloatSample, label: number): void;
}

export const predictionOf = (scores: readonly number[]): number => scores.indexOf(Math.max(...scores));

/** Two classes; the intercept never learns. Class 1 needs more than 0, so at 0 both have 0 and the first wins. */
export function floatPerceptron(file: PerceptronFile): FloatModel {
  const weights = new Map<number, number>(file.weights.entries());
  for (const [feature, weight] of Object.entries(file.sparseWeights ?? {}))
    weights.set(Number(feature), weight);
  const score = (sample: FloatSample): number => {
    let sum = file.intercept;
    for (const [feature, value] of sample) sum += value * (weights.get(feature) ?? 0);
    return sum;
  };
  return {
    scores: (sample) => [0, score(sample)],
    update: (sample, label) => {
      if ((score(sample) > 0 ? 1 : 0) === label) return;
      const step = (label === 1 ? 1 : -1) * (file.learningRate ?? 1);
      for (const [feature, value] of sample) weights.set(feature, (weights.get(feature) ?? 0) + step * value);
    },
  };
}

/** Minus the squared distance; a mean moves by its moving average. */
export function floatCentroids(file: CentroidsFile, features: number): FloatModel {
  const classes = Object.values(file.centroids).map(({ centroid, dataCount }) => {
    const mean = new Float64Array(features);
    for (const [feature, value] of Object.entries(centroid)) mean[Number(feature)] = value;
    return { mean, count: dataCount };
  });
  return {
    scores: (sample) =>
      classes.map(({ mean }) => -mean.reduce((sum, m, i) => sum + ((sample.get(i) ?? 0) - m) ** 2, 0)),
    update: (sample, label) => {
      const own = classes[label]!;
      own.mean = own.mean.map((m, i) => (m * own.count + (sample.get(i) ?? 0)) / (own.count + 1));
      own.count += 1;
    },
  };
}

/** log2 of samples times the product of (count + smoothing) / (total + smoothing * features). */
export function floatNaiveBayes(file: NaiveBayesFile): FloatModel {
  const smoothing = file.smoothingFactor ?? 1;
  const classes = file.classCounts.map((samples, c) => ({
    samples,
    counts: new Map(file.featureCounts[c]!.map(([feature, count]) => [feature, count])),
  }));
  return {
    scores: (sample) =>
      classes.map(({ samples, counts }) => {
        const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
        return [...sample.keys()].reduce(
          (sum, feature) =>
            sum +
            Math.log2(((counts.get(feature) ?? 0) + smoothing) / (total + smoothing * file.totalNumFeatures)),
          Math.log2(samples),
        );
      }),
    update: (sample, label) => {
      const own = classes[label]!;
      own.samples += 1;
      for (const feature of sample.keys()) own.counts.set(feature, (own.counts.get(feature) ?? 0) + 1);
    },
  };
}
