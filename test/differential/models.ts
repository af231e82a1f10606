import type { ModelPlugin, Params, Shape } from "@chainlearn/core";
import {
  averagedPerceptron,
  densePerceptron,
  logisticRegression,
  multiclassAveragedPerceptron,
  multiclassPerceptron,
  naiveBayes,
  nearestCentroidDense,
  nearestCentroidSparse,
  passiveAggressive,
} from "@chainlearn/models-wasm";

/** A model in one shape, to run on every host. */
export interface ModelCase {
  readonly model: ModelPlugin;
  readonly shape: Shape;
  readonly params: Params;
  /**
   * Largest size of a cell in the initial state; cells at the ends of their lanes come on top. Small enough that
   * predictions vary, large enough that they vary from the first one on.
   */
  readonly cellSize: bigint;
  /** Hot cells of the initial state. Default: zeros. */
  readonly hot?: readonly bigint[];
}

const sparse: Shape = {
  ...{ features: 30, classes: 2, lane: 16, encoding: "sparse", valueBits: 0 },
  maxEntries: 8,
};
const withValues: Shape = { ...sparse, encoding: "sparse-values", lane: 32, valueBits: 16 };
const dense: Shape = { ...withValues, encoding: "dense", features: 20, maxEntries: 20 };

/** Every model but sparse-perceptron, which the other differential tests are about; every encoding that it takes. */
export const modelCases: readonly ModelCase[] = [
  {
    model: averagedPerceptron,
    shape: { ...sparse, lane: 32 },
    params: { learningRate: 1n },
    cellSize: 5n,
    hot: [3n, -1n, 2n],
  },
  {
    model: densePerceptron,
    shape: dense,
    params: { learningRate: 65_536n, interceptRateQ16: 6_554n },
    cellSize: 100_000n,
  },
  {
    model: multiclassAveragedPerceptron,
    shape: { ...sparse, lane: 32, classes: 5 },
    params: { learningRate: 2n, interceptRateQ16: 40_001n },
    cellSize: 5n,
    hot: [3n],
  },
  {
    model: multiclassAveragedPerceptron,
    shape: { ...dense, classes: 4, valueBits: 8 },
    params: { learningRate: 300n },
    cellSize: 300n,
    hot: [7n],
  },
  {
    model: multiclassPerceptron,
    shape: { ...sparse, classes: 10 },
    params: { learningRate: 2n },
    cellSize: 3n,
  },
  {
    model: multiclassPerceptron,
    shape: { ...withValues, classes: 3 },
    params: { learningRate: 70_000n, interceptRateQ16: 30_001n },
    cellSize: 100_000n,
  },
  {
    model: multiclassPerceptron,
    shape: { ...dense, classes: 4, lane: 16, valueBits: 8 },
    params: { learningRate: 300n },
    cellSize: 300n,
  },
  { model: passiveAggressive, shape: { ...sparse, lane: 32 }, params: {}, cellSize: 10_000n },
  {
    model: passiveAggressive,
    shape: { ...withValues, lane: 64 },
    params: { targetMargin: 2n ** 31n - 1n, aggressiveness: 2n ** 31n - 1n },
    cellSize: 2n ** 30n,
  },
  {
    model: passiveAggressive,
    shape: { ...dense, lane: 16, valueBits: 8 },
    params: { targetMargin: 4_096n, aggressiveness: 400n, interceptRateQ16: 9_999n },
    cellSize: 1_000n,
  },
  { model: logisticRegression, shape: { ...sparse, lane: 32 }, params: {}, cellSize: 30_000n },
  {
    model: logisticRegression,
    shape: { ...withValues, lane: 64 },
    params: { learningRateQ16: 30_000n },
    cellSize: 60_000n,
  },
  {
    model: logisticRegression,
    shape: dense,
    params: { learningRateQ16: 2n ** 31n - 1n, interceptRateQ16: 1n },
    cellSize: 60_000n,
  },
  // Cells of an initial state that training cannot reach: negative counts, sums that belong to no samples.
  {
    model: naiveBayes,
    shape: { ...sparse, lane: 32 },
    params: { smoothingQ16: 6_554n },
    cellSize: 9n,
    hot: [20n, 70n, 15n, 80n],
  },
  {
    model: naiveBayes,
    shape: { ...sparse, lane: 8, classes: 10 },
    params: {},
    cellSize: 9n,
    // Class 3 is full, class 5 has no samples.
    hot: [9, 50, 8, 60, 7, 40, 127, 300, 6, 50, 0, 0, 9, 50, 1, 8, 9, 9, 10, 90].map(BigInt),
  },
  {
    model: nearestCentroidSparse,
    shape: { ...sparse, lane: 16 },
    params: {},
    cellSize: 9n,
    hot: [20n, 500n, 15n, 300n],
  },
  {
    model: nearestCentroidSparse,
    shape: { ...sparse, lane: 32, classes: 10 },
    params: {},
    cellSize: 2n ** 17n,
    hot: [2n ** 18n - 1n, 2n ** 38n, 2n ** 17n, 2n ** 36n, ...Array.from({ length: 16 }, () => 0n)],
  },
  {
    model: nearestCentroidDense,
    shape: { ...dense, lane: 32, classes: 3, valueBits: 8 },
    params: {},
    cellSize: 20_000n,
    hot: [20n, 9_000_000n, 31n, 8_000_000n, 0n, 0n],
  },
  {
    model: nearestCentroidDense,
    shape: { ...dense, lane: 64, classes: 10 },
    params: { maxNorm: 2n ** 40n },
    cellSize: 2n ** 30n,
    hot: [2n ** 31n - 1n, 2n ** 60n - 2n ** 34n, ...Array.from({ length: 18 }, (_, i) => BigInt(i * i))],
  },
];
