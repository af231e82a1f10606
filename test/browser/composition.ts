import { type ResolvedComposition, resolveComposition } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";

/** What is replayed in the page and in Node. */
export const composition: ResolvedComposition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: { features: 200, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 20 },
  modelParams: { learningRate: 1_000n },
  mechanismParams: { costWeightUnits: 1_000n, refundWaitSeconds: 0n },
});

/** What is deployed to an EVM chain, and read by the page; the contract is one that other tests compile as well. */
export const deployed: ResolvedComposition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: { features: 1000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 128 },
  mechanismParams: { costWeightUnits: 1_000n, refundWaitSeconds: 0n },
});
