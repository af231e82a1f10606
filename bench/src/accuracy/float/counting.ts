import type { Entry, StartFloatRule } from "./rule.ts";

/** Multinomial naive Bayes over present features. Classes without samples score -Infinity. */
export const naiveBayes =
  (smoothing: number): StartFloatRule =>
  ({ features, classes }) => {
    const seen = Array.from({ length: classes }, () => ({
      ...{ samples: 0, total: 0 },
      counts: new Float64Array(features),
    }));
    return {
      scores: (entries) =>
        seen.map(({ samples, total, counts }) => {
          let score = Math.log(samples);
          for (const [i] of entries)
            score += Math.log((counts[i]! + smoothing) / (total + smoothing * features));
          return score;
        }),
      update: (entries, label) => {
        const own = seen[label]!;
        own.samples += 1;
        own.total += entries.length;
        for (const [i] of entries) own.counts[i]! += 1;
      },
    };
  };

/** Nearest class mean: the means kept as means, the distances taken as distances. */
export const nearestCentroid =
  (): StartFloatRule =>
  ({ features, classes }) => {
    const centroids = Array.from({ length: classes }, () => ({
      samples: 0,
      mean: new Float64Array(features),
    }));
    const vector = new Float64Array(features);
    const fill = (entries: readonly Entry[]): void => {
      vector.fill(0);
      for (const [feature, value] of entries) vector[feature] = value;
    };
    return {
      scores: (entries) => {
        fill(entries);
        return centroids.map(({ samples, mean }) => {
          if (samples === 0) return -Infinity;
          let distance = 0;
          for (let i = 0; i < features; i++) distance += (vector[i]! - mean[i]!) ** 2;
          return -distance;
        });
      },
      update: (entries, label) => {
        fill(entries);
        const own = centroids[label]!;
        own.samples += 1;
        for (let i = 0; i < features; i++) own.mean[i]! += (vector[i]! - own.mean[i]!) / own.samples;
      },
    };
  };
