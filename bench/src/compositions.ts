import type { Composition, ModelState, Params, Sample, Shape } from "@chainlearn/core";
import {
  COST_WEIGHT_UNITS,
  denseCentroids,
  densePerceptronModel,
  type LinearModel,
  naiveBayesCounts,
  SAMPLES_PER_CENTROID,
  SAMPLES_PER_CLASS,
  sampleStream,
  sparseCentroids,
  sparsePerceptronModel,
  vectorStream,
  WAITS,
} from "./workloads.ts";

export type Lanes = 16 | 32;

/** A model of the bench: what is deployed, and the samples of its rows. */
export interface GasModel {
  /** The baseline's name, where the baseline has it. */
  readonly name: string;
  readonly lanes: readonly Lanes[];
  /** Numbers of entries that are measured. */
  readonly entries: readonly number[];
  composition(lanes: Lanes): Composition;
  initialState(lanes: Lanes): ModelState;
  /** The endless stream of samples of one row. */
  samples(entries: number): Generator<Sample>;
}

const FEATURES = 1000;
/** Fraction bits of a weight: 1.0 is 2^bits; the baseline's weights stay within +-1. */
const WEIGHT_BITS: Record<Lanes, number> = { 16: 12, 32: 16 };
/** Fraction bits of the values of dense samples. */
const VALUE_BITS = 16;

const scaled = (value: number, bits: number): bigint => BigInt(Math.round(value * 2 ** bits));

const withStake = (model: string, shape: Shape, modelParams: Params = {}): Composition => ({
  model,
  mechanism: "stake",
  shape,
  modelParams,
  mechanismParams: {
    costWeightUnits: COST_WEIGHT_UNITS,
    refundWaitSeconds: WAITS.refund,
    ownerWaitSeconds: WAITS.owner,
    anyWaitSeconds: WAITS.any,
  },
});

/** The same without money. */
export const withPoints = ({ mechanismParams: _, ...composition }: Composition): Composition => ({
  ...composition,
  mechanism: "points",
  mechanismParams: { claimWaitSeconds: WAITS.refund },
});

const sparse = (lane: Lanes, classes = 2): Shape => ({
  features: FEATURES,
  classes,
  lane,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 256,
});

const dense = (features: number, lane: Lanes, classes = 2): Shape => ({
  features,
  classes,
  lane,
  encoding: "dense",
  valueBits: VALUE_BITS,
  maxEntries: features,
});

function* sparseSamples(entries: number): Generator<Sample> {
  for (const indices of sampleStream(FEATURES, entries)) yield { indices };
}

function* denseSamples(features: number): Generator<Sample> {
  for (const values of vectorStream(features))
    yield { values: values.map((value) => Number(scaled(value, VALUE_BITS))) };
}

const linearState = ({ weights, intercept }: LinearModel, lanes: Lanes): ModelState => ({
  cells: weights.map((weight) => scaled(weight, WEIGHT_BITS[lanes])),
  hot: [scaled(intercept, WEIGHT_BITS[lanes])],
});

/** The model that the README recommends so far. */
export const sparsePerceptron: GasModel = {
  name: "SparsePerceptron-1000",
  lanes: [32, 16],
  entries: [15, 20],
  composition: (lanes) =>
    withStake("sparse-perceptron", sparse(lanes), {
      learningRate: scaled(sparsePerceptronModel().learningRate, WEIGHT_BITS[lanes]),
    }),
  initialState: (lanes) => linearState(sparsePerceptronModel(), lanes),
  samples: sparseSamples,
};

const densePerceptron = (features: number): GasModel => ({
  name: `DensePerceptron-${features}`,
  lanes: [32, 16],
  entries: [features],
  composition: (lanes) =>
    withStake("dense-perceptron", dense(features, lanes), {
      learningRate: scaled(densePerceptronModel(features).learningRate, WEIGHT_BITS[lanes]),
    }),
  initialState: (lanes) => linearState(densePerceptronModel(features), lanes),
  samples: denseSamples,
});

/** Cells of models that keep the classes of a feature side by side. */
const interleaved = (rows: readonly (readonly number[])[]): bigint[] =>
  rows[0]!.flatMap((_, feature) => rows.map((row) => BigInt(row[feature]!)));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const squaredLength = (values: readonly bigint[]): bigint =>
  values.reduce((total, value) => total + value * value, 0n);

const naiveBayes: GasModel = {
  name: "NaiveBayes-1000",
  lanes: [32, 16],
  entries: [20],
  composition: (lanes) => withStake("naive-bayes", sparse(lanes)),
  initialState: () => {
    const counts = naiveBayesCounts();
    return {
      cells: interleaved(counts),
      hot: counts.flatMap((row) => [BigInt(SAMPLES_PER_CLASS), BigInt(sum(row))]),
    };
  },
  samples: sparseSamples,
};

const denseCentroid = (features: number): GasModel => ({
  name: `NearestCentroid-${features}`,
  // The sums need more than 16 bits.
  lanes: [32],
  entries: [features],
  composition: (lanes) => withStake("nearest-centroid-dense", dense(features, lanes)),
  initialState: (lanes) => {
    const perWord = 256 / lanes;
    const sums = denseCentroids(features).map((mean) =>
      mean.map((value) => scaled(value * SAMPLES_PER_CENTROID, VALUE_BITS)),
    );
    const padding = Array.from({ length: (perWord - (features % perWord)) % perWord }, () => 0n);
    return {
      cells: sums.flatMap((row) => [...row, ...padding]),
      hot: sums.flatMap((row) => [BigInt(SAMPLES_PER_CENTROID), squaredLength(row) >> BigInt(VALUE_BITS)]),
    };
  },
  samples: denseSamples,
});

const sparseCentroid: GasModel = {
  name: "SparseNearestCentroid-1000",
  lanes: [32, 16],
  entries: [20],
  composition: (lanes) => withStake("nearest-centroid-sparse", sparse(lanes)),
  initialState: () => {
    const sums = sparseCentroids().map((mean) => mean.map((value) => Math.round(value * SAMPLES_PER_CLASS)));
    return {
      cells: interleaved(sums),
      hot: sums.flatMap((row) => [BigInt(SAMPLES_PER_CLASS), squaredLength(row.map(BigInt))]),
    };
  },
  samples: sparseSamples,
};

/** The original's other models. */
export const baselineModels: readonly GasModel[] = [
  densePerceptron(9),
  densePerceptron(100),
  naiveBayes,
  denseCentroid(9),
  denseCentroid(100),
  sparseCentroid,
];

/** Cells that no touch finds zero: small numbers of both signs. */
const touched = (cells: number): bigint[] =>
  Array.from({ length: cells }, (_, j) => BigInt((j % 7) - 3) * 64n + 1n);

/** Models that the original lacks, on the same samples, from states whose cells were touched before. */
export const furtherModels: readonly GasModel[] = [
  {
    name: "AveragedPerceptron-1000",
    lanes: [32],
    entries: [20],
    composition: (lanes) => withStake("averaged-perceptron", sparse(lanes), { learningRate: 64n }),
    initialState: () => ({ cells: touched(2 * FEATURES), hot: [1000n, 1n, 1n] }),
    samples: sparseSamples,
  },
  {
    name: "PassiveAggressive-1000",
    lanes: [32],
    entries: [20],
    composition: (lanes) => withStake("passive-aggressive", sparse(lanes)),
    initialState: (lanes) => linearState(sparsePerceptronModel(), lanes),
    samples: sparseSamples,
  },
  {
    name: "LogisticRegression-1000",
    lanes: [32],
    entries: [20],
    composition: (lanes) => withStake("logistic-regression", sparse(lanes)),
    initialState: (lanes) => linearState(sparsePerceptronModel(), lanes),
    samples: sparseSamples,
  },
  {
    name: "MulticlassPerceptron-1000, 4 classes",
    lanes: [32],
    entries: [20],
    composition: (lanes) => withStake("multiclass-perceptron", sparse(lanes, 4), { learningRate: 64n }),
    initialState: () => ({ cells: touched(4 * (FEATURES + 1)), hot: [] }),
    samples: sparseSamples,
  },
  {
    name: "MulticlassPerceptron-100, 10 classes",
    lanes: [32],
    entries: [100],
    composition: (lanes) =>
      withStake("multiclass-perceptron", dense(100, lanes, 10), { learningRate: 32_768n }),
    initialState: () => ({ cells: touched(10 * 104), hot: [] }),
    samples: denseSamples,
  },
  {
    name: "MulticlassAveragedPerceptron-1000, 4 classes",
    lanes: [32],
    entries: [20],
    composition: (lanes) =>
      withStake("multiclass-averaged-perceptron", sparse(lanes, 4), { learningRate: 64n }),
    initialState: () => ({ cells: touched(2 * 4 * (FEATURES + 1)), hot: [1000n] }),
    samples: sparseSamples,
  },
  {
    name: "MulticlassAveragedPerceptron-100, 10 classes",
    lanes: [32],
    entries: [100],
    composition: (lanes) =>
      withStake("multiclass-averaged-perceptron", dense(100, lanes, 10), { learningRate: 32_768n }),
    initialState: () => ({ cells: touched(2 * 10 * 104), hot: [1000n] }),
    samples: denseSamples,
  },
];
