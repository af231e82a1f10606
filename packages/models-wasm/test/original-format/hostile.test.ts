import { ChainlearnError, cellRange } from "@chainlearn/core";
import { importOriginalModel, type PortableModel } from "@chainlearn/models-wasm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatCases } from "./cases.ts";

const perceptron = {
  type: "sparse perceptron",
  classifications: ["ham", "spam"],
  weights: [1, -2.5],
  intercept: 0.5,
  learningRate: 0.5,
};
const dense = { ...perceptron, type: "dense perceptron" };
const centroids = {
  type: "nearest centroid classifier",
  centroids: {
    ham: { centroid: [0.5, -1], dataCount: 3 },
    "very spam": { centroid: [0, 1], dataCount: 5 },
  },
};
const sparseCentroids = {
  type: "sparse nearest centroid classifier",
  centroids: {
    ham: { centroid: { 0: 0.5, 7: 1 }, dataCount: 4 },
    spam: { centroid: [0, 1], dataCount: 5 },
  },
};
const bayes = {
  type: "naive bayes",
  classifications: ["ham", "spam"],
  classCounts: [3, 4],
  featureCounts: [
    [
      [0, 2],
      [3, 1],
    ],
    [[1, 4]],
  ],
  totalNumFeatures: 5,
  smoothingFactor: 1,
};
const withMean = (mean: unknown) => ({
  ...centroids,
  centroids: { ...centroids.centroids, "very spam": mean },
});
const withSparseMean = (mean: unknown) => ({
  ...sparseCentroids,
  centroids: { ...sparseCentroids.centroids, spam: mean },
});

function refusal(file: unknown, options = {}): { code: string; path: unknown; message: string } {
  try {
    importOriginalModel(file, options);
  } catch (error) {
    if (!(error instanceof ChainlearnError)) throw error;
    return { code: error.code, path: error.details.path, message: error.message };
  }
  throw new Error(`accepted ${JSON.stringify(file)}`);
}

test("the files that the cases below spoil are good", () => {
  for (const file of [perceptron, dense, centroids, sparseCentroids, bayes])
    expect(importOriginalModel(file).warnings).toEqual([]);
});

test.each<[path: string, file: unknown]>([
  ["$", "{"],
  ["$", "[1"],
  ["$", "null"],
  ["$", 7],
  ["$", []],
  ["$.type", {}],
  ["$.type", { type: 3 }],
  ["$.type", { type: "linear regression" }],
  ["$.type", { type: "__proto__" }],
  ["$.classifications", { ...perceptron, classifications: "ab" }],
  ["$.classifications", { ...perceptron, classifications: ["one"] }],
  ["$.classifications", { ...perceptron, classifications: ["a", "b", "c"] }],
  ["$.classifications[1]", { ...perceptron, classifications: ["a", 1] }],
  ["$.weights", { ...perceptron, weights: "1,2" }],
  ["$.weights", { ...dense, weights: [] }],
  ["$.weights[1]", { ...perceptron, weights: [1, "2"] }],
  ["$.weights[1]", { ...perceptron, weights: [1, null] }],
  ["$.weights[0]", JSON.stringify(perceptron).replace("[1,", "[1e999,")],
  ["$.weights[1]", { ...perceptron, weights: [1, 2e40] }],
  ["$.weights[1]", { ...dense, weights: [1, -1.7e308] }],
  ["$.sparseWeights", { ...perceptron, sparseWeights: [1] }],
  ["$.sparseWeights", { ...dense, sparseWeights: { 7: 1 } }],
  ['$.sparseWeights["1"]', { ...perceptron, sparseWeights: { 1: 4 } }],
  ['$.sparseWeights["-1"]', { ...perceptron, sparseWeights: { "-1": 4 } }],
  ['$.sparseWeights["07"]', { ...perceptron, sparseWeights: { "07": 4 } }],
  ['$.sparseWeights["1e3"]', { ...perceptron, sparseWeights: { "1e3": 4 } }],
  ['$.sparseWeights["16777216"]', { ...perceptron, sparseWeights: { 16777216: 4 } }],
  ["$.sparseWeights.__proto__", JSON.stringify(perceptron).replace("}", ',"sparseWeights":{"__proto__":1}}')],
  ["$.intercept", { ...perceptron, intercept: undefined }],
  ["$.intercept", { ...perceptron, intercept: "0" }],
  ["$.intercept", { ...perceptron, intercept: 1e15 }],
  ["$.bias", { ...perceptron, bias: 1 }],
  ["$.learningRate", { ...perceptron, learningRate: 0 }],
  ["$.learningRate", { ...perceptron, learningRate: -1 }],
  ["$.learningRate", { ...perceptron, learningRate: 1e12 }],
  ["$.featureIndices", { ...dense, featureIndices: [4] }],
  ["$.featureIndices[1]", { ...dense, featureIndices: [4, 4] }],
  ["$.featureIndices[0]", { ...dense, featureIndices: [0.5, 4] }],
  ["$.centroids", { type: "nearest centroid classifier" }],
  ["$.centroids", { ...centroids, centroids: { one: centroids.centroids.ham } }],
  ["$.intents", { ...centroids, intents: {} }],
  ['$.centroids["very spam"].dataCount', withMean({ centroid: [1, 2] })],
  ['$.centroids["very spam"].dataCount', withMean({ centroid: [1, 2], dataCount: 0 })],
  ['$.centroids["very spam"].dataCount', withMean({ centroid: [1, 2], dataCount: 2.5 })],
  ['$.centroids["very spam"].dataCount', withMean({ centroid: [1, 2], dataCount: 2 ** 33 })],
  ['$.centroids["very spam"].dataCount', withMean({ centroid: [1e6, 2], dataCount: 1e6 })],
  ['$.centroids["very spam"].centroid[0]', withMean({ centroid: [1e300, 2], dataCount: 1e6 })],
  ['$.centroids["very spam"].centroid', withMean({ centroid: [1], dataCount: 2 })],
  ['$.centroids["very spam"].centroid', withMean({ centroid: { 0: 1, 1: 2 }, dataCount: 2 })],
  ['$.centroids["very spam"].centroid[1]', withMean({ centroid: [1, true], dataCount: 2 })],
  ['$.centroids["very spam"].centroid', withMean({ dataCount: 2 })],
  ['$.centroids["very spam"]', withMean(null)],
  ['$.centroids.spam.centroid["3"]', withSparseMean({ centroid: { 3: 1.5 }, dataCount: 2 })],
  ['$.centroids.spam.centroid["3"]', withSparseMean({ centroid: { 3: -0.5 }, dataCount: 2 })],
  ["$.centroids.spam.centroid.x", withSparseMean({ centroid: { x: 0.5 }, dataCount: 2 })],
  ["$.centroids.spam.dataCount", withSparseMean({ centroid: { 3: 0.5 }, dataCount: 2 ** 18 })],
  ["$.totalNumFeatures", { ...bayes, totalNumFeatures: 0 }],
  ["$.totalNumFeatures", { ...bayes, totalNumFeatures: 2 ** 24 + 1 }],
  ["$.classCounts", { ...bayes, classCounts: [1] }],
  ["$.classCounts[1]", { ...bayes, classCounts: [1, -1] }],
  ["$.classCounts[1]", { ...bayes, classCounts: [1, 2 ** 27] }],
  ["$.featureCounts", { ...bayes, featureCounts: [[]] }],
  ["$.featureCounts[1]", { ...bayes, featureCounts: [[], {}] }],
  ["$.featureCounts[0][0]", { ...bayes, featureCounts: [[[1, 2, 3]], []] }],
  ["$.featureCounts[0][0][0]", { ...bayes, featureCounts: [[[5, 2]], []] }],
  [
    "$.featureCounts[0][1][0]",
    {
      ...bayes,
      featureCounts: [
        [
          [1, 2],
          [1, 2],
        ],
        [],
      ],
    },
  ],
  ["$.featureCounts[0][0][1]", { ...bayes, featureCounts: [[[1, 2.5]], []] }],
  ["$.featureCounts[0][0][1]", { ...bayes, featureCounts: [[[1, 2 ** 31]], []] }],
  ["$.smoothingFactor", { ...bayes, smoothingFactor: 0 }],
  ["$.smoothingFactor", { ...bayes, smoothingFactor: 1000 }],
  ["$.smoothingFactor", { ...bayes, smoothingFactor: "1" }],
])("%s is said to be at fault", (path, file) => {
  const { code, path: found, message } = refusal(file);
  expect([code, found]).toEqual(["invalid_model_file", path]);
  expect(message).toContain(path);
});

test("what does not fit the chosen cells is refused, never clipped", () => {
  expect(refusal(perceptron, { lane: 8, weightBits: 6 })).toMatchObject({ path: "$.weights[1]" });
  expect(importOriginalModel(perceptron, { lane: 8, weightBits: 5 }).state.cells).toEqual([32n, -80n]);
  expect(refusal({ ...perceptron, learningRate: 0.4 }, { weightBits: 0 })).toMatchObject({
    path: "$.learningRate",
  });
  const full = { ...bayes, featureCounts: [[[0, 200]], []] };
  expect(refusal(full, { lane: 8 })).toMatchObject({ path: "$.featureCounts[0][0][1]" });
  expect(importOriginalModel(full, { lane: 16 }).state.cells[0]).toBe(200n);
});

test.each([
  { lane: 12 },
  { weightBits: -1 },
  { weightBits: 1.5 },
  { maxEntries: 0 },
  { maxEntries: 3 },
  { features: 1 },
  { learningRate: 0 },
  { learningRate: -1 },
  { learningRate: Number.NaN },
  { learningRate: Number.POSITIVE_INFINITY },
  { learningRate: 1e12 },
])("the option %j is out of range", (options) => {
  expect(refusal(perceptron, options).code).toBe("invalid_composition");
});

describe("spoilt files", () => {
  /** Every place of a JSON value, as a list of keys. */
  const placesOf = (value: unknown): (string | number)[][] =>
    typeof value === "object" && value !== null
      ? [
          [],
          ...(Array.isArray(value) ? [...value.entries()] : Object.entries(value)).flatMap(([key, part]) =>
            placesOf(part).map((rest) => [key, ...rest]),
          ),
        ]
      : [[]];
  const replaced = (value: unknown, [key, ...rest]: (string | number)[], by: unknown): unknown => {
    if (key === undefined) return by;
    if (Array.isArray(value)) return value.map((part, i) => (i === key ? replaced(part, rest, by) : part));
    return Object.fromEntries(
      Object.entries(value as object).map(([name, part]) => [
        name,
        name === key ? replaced(part, rest, by) : part,
      ]),
    );
  };
  const anything = fc.oneof(
    fc.constantFrom<unknown>(null, undefined, "", -1, 0, 1e308, -1e308, 2 ** 53, Number.NaN, true, [], {}, [
      [],
    ]),
    fc.jsonValue(),
  );

  function expectWhole(
    { composition, state, classes }: PortableModel,
    manifest: (typeof formatCases)[number]["model"]["manifest"],
  ) {
    const { shape } = composition;
    const lane = cellRange({ name: "cell", bits: shape.lane, signed: true });
    expect(state.cells.every((cell) => cell >= lane.min && cell <= lane.max)).toBe(true);
    expect(state.cells.length).toBe(manifest.cells(shape));
    manifest.hot(shape).forEach((cell, k) => {
      const { min, max } = cellRange(cell);
      expect(state.hot[k]! >= min && state.hot[k]! <= max).toBe(true);
    });
    expect(classes).toHaveLength(shape.classes);
  }

  test.each(formatCases)("$title: a model that is whole, or an error that says where", ({ files, model }) => {
    let refused = 0;
    fc.assert(
      fc.property(files, fc.nat(), anything, (file, where, by) => {
        const places = placesOf(file);
        const spoilt = replaced(file, places[where % places.length]!, by);
        try {
          expectWhole(importOriginalModel(spoilt), model.manifest);
        } catch (error) {
          if (!(error instanceof ChainlearnError)) throw error;
          refused += 1;
          expect(error.code).toBe("invalid_model_file");
          expect(error.details.path).toMatch(/^\$/);
        }
      }),
      { seed: 20_261_121, numRuns: 150 },
    );
    expect(refused).toBeGreaterThan(50);
  });
});
