import type { CentroidsFile, NaiveBayesFile, PerceptronFile } from "@chainlearn/models-wasm";
import fc from "fast-check";

/** Names that are hard on objects and paths. */
const name = fc.oneof(
  fc.constantFrom("__proto__", "constructor", "1", "a b", 'say "no"', "ham"),
  fc.string({ minLength: 1, maxLength: 6 }),
);
const namesOf = (least: number, most: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(name, { minLength: least, maxLength: most });
/** Spread evenly, and now and then as floats are spread: mostly tiny. */
const float = (least: number, most: number): fc.Arbitrary<number> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.integer({ min: 0, max: 10 ** 9 }).map((k) => least + (k / 10 ** 9) * (most - least)),
    },
    { weight: 1, arbitrary: fc.double({ min: least, max: most, noNaN: true }) },
  );
/** Weights of very different sizes, and whole ones. */
const weights = (least: number): fc.Arbitrary<number[]> =>
  fc.constantFrom(0.001, 1, 40, 1_000_000).chain((size) =>
    fc.array(fc.oneof(float(-size, size), fc.integer({ min: -9, max: 9 })), {
      minLength: least,
      maxLength: 20,
    }),
  );
const rate = fc.constantFrom(0.5, 1, 0.01, 3);

const perceptronParts = {
  classifications: namesOf(2, 2),
  intercept: float(-2, 2),
  learningRate: rate,
};

export const sparsePerceptronFiles: fc.Arbitrary<PerceptronFile> = fc
  .tuple(
    fc.record(perceptronParts),
    weights(0),
    fc.dictionary(fc.integer({ min: 20, max: 60 }).map(String), float(-3, 3), { minKeys: 1, maxKeys: 8 }),
  )
  .map(([parts, list, sparseWeights]) => ({
    ...{ type: "sparse perceptron", ...parts, weights: list, sparseWeights },
  }));

export const densePerceptronFiles: fc.Arbitrary<PerceptronFile> = fc
  .tuple(fc.record(perceptronParts), weights(1), fc.constantFrom("perceptron", "dense perceptron"))
  .map(([parts, list, type]) => ({ type, ...parts, weights: list }));

const withNames = <T>(names: readonly string[], values: readonly T[]): Record<string, T> =>
  Object.fromEntries(names.map((key, k) => [key, values[k]!]));

export const denseCentroidFiles: fc.Arbitrary<CentroidsFile> = fc
  .tuple(namesOf(2, 5), fc.integer({ min: 1, max: 20 }))
  .chain(([names, features]) =>
    fc
      .array(
        fc.record({
          centroid: fc.array(float(-1, 1), { minLength: features, maxLength: features }),
          dataCount: fc.integer({ min: 1, max: 5_000 }),
        }),
        { minLength: names.length, maxLength: names.length },
      )
      .map((classes) => ({
        type: "dense nearest centroid classifier" as const,
        centroids: withNames(names, classes),
      })),
  );

/** Means of so many samples of 0 and 1, or anything between 0 and 1. */
const sparseMean = fc.tuple(fc.integer({ min: 1, max: 3_000 }), fc.boolean()).chain(([dataCount, counted]) =>
  fc.record({
    centroid: fc.dictionary(
      fc.integer({ min: 0, max: 30 }).map(String),
      counted ? fc.integer({ min: 0, max: dataCount }).map((count) => count / dataCount) : float(0, 1),
      { minKeys: 1, maxKeys: 20 },
    ),
    dataCount: fc.constant(dataCount),
  }),
);

export const sparseCentroidFiles: fc.Arbitrary<CentroidsFile> = namesOf(2, 5).chain((names) =>
  fc.array(sparseMean, { minLength: names.length, maxLength: names.length }).map((classes) => ({
    type: "sparse nearest centroid classifier" as const,
    centroids: withNames(names, classes),
  })),
);

export const naiveBayesFiles: fc.Arbitrary<NaiveBayesFile> = fc
  .tuple(namesOf(2, 5), fc.integer({ min: 5, max: 40 }), fc.constantFrom(1, 0.1, 0.5, 2.3))
  .chain(([classifications, totalNumFeatures, smoothingFactor]) => {
    const perClass = { minLength: classifications.length, maxLength: classifications.length };
    const counts = fc.uniqueArray(
      fc.tuple(fc.integer({ min: 0, max: totalNumFeatures - 1 }), fc.integer({ min: 0, max: 4_000 })),
      { selector: ([feature]) => feature, maxLength: totalNumFeatures },
    );
    return fc.record({
      type: fc.constant("naive bayes" as const),
      classifications: fc.constant(classifications),
      classCounts: fc.array(fc.integer({ min: 1, max: 5_000 }), perClass),
      featureCounts: fc.array(counts, perClass),
      totalNumFeatures: fc.constant(totalNumFeatures),
      smoothingFactor: fc.constant(smoothingFactor),
    });
  });
