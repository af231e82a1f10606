import { ChainlearnError } from "@chainlearn/core";
import {
  exportOriginalModel,
  importOriginalModel,
  type PortableModel,
  selectFeatures,
} from "@chainlearn/models-wasm";
import { describe, expect, test } from "vitest";

const perceptron = importOriginalModel({
  ...{ type: "sparse perceptron", classifications: ["ham", "spam"] },
  ...{ weights: [1.5, -2], intercept: 0.5, learningRate: 0.25 },
});
const bayes = importOriginalModel({
  ...{ type: "naive bayes", classifications: ["ham", "spam"], classCounts: [3, 4] },
  ...{ featureCounts: [[[0, 2]], [[1, 4]]], totalNumFeatures: 3 },
});
const means = importOriginalModel({
  type: "nearest centroid classifier",
  centroids: { ham: { centroid: [0.5, -1], dataCount: 3 }, spam: { centroid: [0, 1], dataCount: 5 } },
});
const counts = importOriginalModel({
  type: "nearest centroid classifier",
  centroids: { ham: { centroid: { 1: 0.5 }, dataCount: 4 }, spam: { centroid: { 2: 1 }, dataCount: 5 } },
});

describe("the original's two names", () => {
  test("bias is intercept, intents are centroids", () => {
    const named = importOriginalModel({
      ...{ type: "Dense Perceptron", classifications: ["a", "b"], weights: [1], bias: 0.75 },
    });
    expect(exportOriginalModel(named)).toMatchObject({
      type: "dense perceptron",
      intercept: 0.75,
      learningRate: 1,
    });
    const intents = { a: { centroid: [0.5], dataCount: 2 }, b: { centroid: [0.25], dataCount: 4 } };
    expect(
      exportOriginalModel(importOriginalModel({ type: "nearest centroid classifier", intents })),
    ).toEqual({
      type: "dense nearest centroid classifier",
      centroids: intents,
    });
  });

  test("a type without dense or sparse is sparse if its numbers are", () => {
    expect(counts.composition.model).toBe("nearest-centroid-sparse");
    const weights = { classifications: ["a", "b"], weights: [1], intercept: 0 };
    expect(importOriginalModel({ type: "perceptron", ...weights }).composition.model).toBe(
      "dense-perceptron",
    );
    expect(
      importOriginalModel({ type: "perceptron", ...weights, sparseWeights: { 4: 1 } }).composition,
    ).toMatchObject({ model: "sparse-perceptron", shape: { features: 5 } });
  });
});

test("a perceptron that was never imported is written in its own units", () => {
  const { weightBits: _, ...own } = perceptron;
  const state = { cells: [7n, -3n], hot: [2n] };
  const composition = { ...own.composition, modelParams: {} };
  expect(exportOriginalModel({ ...own, composition, state })).toEqual({
    ...{ type: "sparse perceptron", classifications: ["ham", "spam"] },
    ...{ weights: [7, -3], intercept: 2, learningRate: 1 },
  });
});

test("an import warns of a rate and of weights that lose their digits", () => {
  const weights = { type: "sparse perceptron", classifications: ["a", "b"], weights: [1e-9], intercept: 0 };
  expect(importOriginalModel(weights).warnings).toEqual([expect.stringContaining("largest weight")]);
  expect(importOriginalModel(weights, { learningRate: 1e-9 }).warnings).toEqual([]);
  expect(importOriginalModel({ ...weights, weights: [1, -1] }).warnings).toEqual([]);
  const coarse = { ...weights, weights: [3], learningRate: 0.6 };
  expect(importOriginalModel(coarse, { weightBits: 0 }).warnings).toEqual([
    expect.stringContaining("rate 0.6 is rounded"),
  ]);
});

describe("what the original's format cannot say is refused", () => {
  const changed = (
    model: PortableModel,
    { cells = model.state.cells, hot = model.state.hot }: Partial<PortableModel["state"]>,
  ): PortableModel => ({ ...model, state: { cells, hot } });
  const otherwise = (composition: Partial<PortableModel["composition"]>): PortableModel => ({
    ...perceptron,
    composition: { ...perceptron.composition, ...composition },
  });

  test.each<[path: string, model: PortableModel]>([
    ["$.type", otherwise({ model: "logistic-regression" })],
    [
      "$.type",
      otherwise({ shape: { ...perceptron.composition.shape, encoding: "sparse-values", valueBits: 8 } }),
    ],
    ["$.classifications", { ...perceptron, classes: ["ham"] }],
    ["$.classifications", { ...bayes, classes: ["ham"] }],
    ["$.classifications", { ...bayes, classes: ["ham", "spam", "eggs"] }],
    ["$", changed(perceptron, { cells: [1n, 2n, 3n] })],
    ["$", changed(perceptron, { hot: [1n, 2n] })],
    ["$.weights[1]", changed(perceptron, { cells: [1n, 2n ** 60n + 1n] })],
    ["$.featureCounts[1]", changed(bayes, { hot: [3n, 2n, 4n, 5n] })],
    ["$.featureCounts[0]", changed(bayes, { cells: [-1n] })],
    ['$.centroids["ham"].dataCount', changed(means, { hot: [0n, 0n, 1n, 1n] })],
    ['$.centroids["spam"].centroid', changed(means, { hot: [...means.state.hot.slice(0, 3), 1n] })],
    ['$.centroids["ham"].centroid', changed(counts, { hot: [4n, 5n, 5n, 25n] })],
    ["$.centroids", { ...counts, classes: ["spam", "spam"] }],
    // An object lists keys that are whole numbers first: the labels would be swapped.
    ["$.centroids", { ...counts, classes: ["10", "2"] }],
    ["$.centroids", { ...means, classes: ["ham", "0"] }],
  ])("%s", (path, model) => {
    try {
      exportOriginalModel(model);
    } catch (error) {
      if (!(error instanceof ChainlearnError)) throw error;
      expect([error.code, error.details.path]).toEqual(["invalid_model_file", path]);
      return;
    }
    throw new Error("it was written");
  });
});

test("whole numbers name classes where their order is that of the labels", () => {
  for (const classes of [
    ["2", "10"],
    ["10", "spam"],
    ["01", "1.5"],
  ]) {
    const file = JSON.stringify(exportOriginalModel({ ...counts, classes }));
    expect(importOriginalModel(file)).toMatchObject({ classes, state: counts.state });
  }
  const { state } = importOriginalModel(exportOriginalModel({ ...bayes, classes: ["10", "2"] }));
  expect(state).toEqual(bayes.state);
});

test.each([
  ["naive Bayes", bayes],
  ["dense centroids", means],
  ["sparse centroids", counts],
])("%s can leave room for classes to come", (_, model) => {
  const file = exportOriginalModel(model);
  const roomy = importOriginalModel(file, { classes: 5 });
  const { shape } = roomy.composition;
  expect(shape).toEqual({ ...model.composition.shape, classes: 5 });
  expect(roomy.classes).toEqual(["ham", "spam"]);
  expect(roomy.state.hot).toEqual([...model.state.hot, 0n, 0n, 0n, 0n, 0n, 0n]);
  expect(exportOriginalModel(roomy)).toEqual(file);
  expect(() => importOriginalModel(file, { classes: 1 })).toThrow(/^invalid_composition/);
});

describe("feature indices", () => {
  const selecting = importOriginalModel({
    ...{ type: "dense perceptron", classifications: ["a", "b"], weights: [1, 2, 3], intercept: 0 },
    featureIndices: [7, 0, 2],
  });

  test("survive both ways", () => {
    expect(selecting.featureIndices).toEqual([7, 0, 2]);
    expect(exportOriginalModel(selecting)).toMatchObject({ featureIndices: [7, 0, 2] });
  });

  test("select and order what a model is about", () => {
    const indices = selecting.featureIndices!;
    expect(selectFeatures({ values: [10, 11, 12, 13, 14, 15, 16, 17] }, indices)).toEqual({
      values: [17, 10, 12],
    });
    expect(selectFeatures({ indices: [0, 3, 7] }, indices)).toEqual({ indices: [0, 1] });
    expect(selectFeatures({ indices: [0, 3, 7], values: [5, 6, 8] }, indices)).toEqual({
      indices: [0, 1],
      values: [8, 5],
    });
    expect(() => selectFeatures({ values: [1, 2, 3] }, indices)).toThrow(/^sample_malformed.*feature 7/);
  });
});
