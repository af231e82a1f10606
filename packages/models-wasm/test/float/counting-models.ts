import type { Entry, FloatModel } from "./float-model.ts";

/** The first label with the highest score; classes without samples score -Infinity. */
const highest = (scores: readonly number[]): number => scores.indexOf(Math.max(...scores));

/** Multinomial naive Bayes over present features. */
export function floatNaiveBayes(features: number, classes: number, smoothing: number): FloatModel {
  const seen = Array.from({ length: classes }, () => ({
    samples: 0,
    total: 0,
    counts: new Float64Array(features),
  }));
  return {
    predict: (entries) =>
      highest(
        seen.map(({ samples, total, counts }) =>
          entries.reduce(
            (sum, [i]) => sum + Math.log((counts[i]! + smoothing) / (total + smoothing * features)),
            Math.log(samples),
          ),
        ),
      ),
    update: (entries, label) => {
      const own = seen[label]!;
      own.samples += 1;
      own.total += entries.length;
      for (const [i] of entries) own.counts[i]! += 1;
    },
  };
}

/** Nearest class mean: the means kept as means, the distances taken as distances. */
export function floatNearestCentroid(features: number, classes: number): FloatModel {
  const centroids = Array.from({ length: classes }, () => ({ samples: 0, mean: new Float64Array(features) }));
  const vectorOf = (entries: readonly Entry[]): Float64Array => {
    const vector = new Float64Array(features);
    for (const [feature, value] of entries) vector[feature] = value;
    return vector;
  };
  return {
    predict: (entries) => {
      const x = vectorOf(entries);
      return highest(
        centroids.map(({ samples, mean }) =>
          samples === 0 ? -Infinity : -mean.reduce((sum, m, i) => sum + (x[i]! - m) ** 2, 0),
        ),
      );
    },
    update: (entries, label) => {
      const own = centroids[label]!;
      own.samples += 1;
      vectorOf(entries).forEach((x, i) => {
        own.mean[i]! += (x - own.mean[i]!) / own.samples;
      });
    },
  };
}
