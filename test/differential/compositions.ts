import { type DataHandlerPlugin, type ResolvedComposition, resolveComposition } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { naiveBayes, nearestCentroidDense, sparsePerceptron } from "@chainlearn/models-wasm";

const WAITS = { refundWaitSeconds: 100n, ownerWaitSeconds: 300n, anyWaitSeconds: 600n };

/** Few features, so that the model changes its mind often; deposits from 0 to some hundred units, so that shares round. */
export const sparse: ResolvedComposition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: { features: 8, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 3 },
  modelParams: { learningRate: 3n, interceptRateQ16: 30_000n },
  mechanismParams: { costWeightUnits: 4n, ...WAITS },
});

/** Values, lanes that saturate, large amounts between a floor and a cap. */
export const withValues: ResolvedComposition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: { features: 40, classes: 2, lane: 8, encoding: "sparse-values", valueBits: 3, maxEntries: 5 },
  modelParams: { learningRate: 37n, interceptRateQ16: 65_536n },
  mechanismParams: {
    costWeightUnits: 123_456_789n,
    minDepositUnits: 40_000_000n,
    maxDepositUnits: 5_000_000_000n,
    ...WAITS,
  },
});

/** {@link sparse} with another data handler; more features, so that samples do not run out. */
export const withHandler = (dataHandler: DataHandlerPlugin): ResolvedComposition =>
  resolveComposition({
    model: sparsePerceptron,
    mechanism: stake,
    dataHandler,
    shape: { ...sparse.shape, features: 12 },
    modelParams: { learningRate: 3n, interceptRateQ16: 30_000n },
    mechanismParams: { costWeightUnits: 4n, ...WAITS },
  });

const growth = { startClasses: 2, role: "teacher" };

/** Classes are added on the way. */
export const growingBayes: ResolvedComposition = resolveComposition({
  model: naiveBayes,
  mechanism: stake,
  shape: { features: 8, classes: 5, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 3 },
  growth,
  mechanismParams: { costWeightUnits: 4n, ...WAITS },
});

/** The same with dense samples. */
export const growingCentroid: ResolvedComposition = resolveComposition({
  model: nearestCentroidDense,
  mechanism: stake,
  shape: { features: 3, classes: 4, lane: 32, encoding: "dense", valueBits: 8, maxEntries: 3 },
  growth,
  mechanismParams: { costWeightUnits: 4n, ...WAITS },
});

/** For a chain whose clock nobody sets: claims open within seconds, the price is the same for a long time. */
export const quick: ResolvedComposition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: sparse.shape,
  modelParams: { learningRate: 3n, interceptRateQ16: 30_000n },
  mechanismParams: {
    costWeightUnits: 40_000n,
    refundWaitSeconds: 4n,
    ownerWaitSeconds: 14n,
    anyWaitSeconds: 26n,
  },
});
