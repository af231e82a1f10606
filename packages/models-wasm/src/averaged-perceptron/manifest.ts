import type { ModelManifest } from "@chainlearn/core";

/** Perceptron for two classes over sparse samples that predicts with the mean of its weights so far. */
export const manifest: ModelManifest = {
  kind: "model",
  id: "averaged-perceptron",
  version: "1.0.0",
  description: "Binary perceptron over sparse samples that predicts with the mean of all its weights so far.",
  encodings: ["sparse"],
  // Sums weighted with the number of contributions: 16 bits are full after some thousands, 64 could overflow a score.
  lanes: [32],
  minClasses: 2,
  maxClasses: 2,
  growth: "none",
  cells: (shape) => 2 * shape.features,
  // As wide as fits beside the stake mechanism in one storage word.
  hot: () => [
    { name: "contributions", bits: 32, signed: false },
    { name: "intercept", bits: 32, signed: true },
    { name: "interceptSum", bits: 62, signed: true },
  ],
  scratch: () => 0,
  constants: () => ({}),
  params: [
    {
      name: "learningRate",
      unit: "weight units",
      min: 1n,
      max: 65_535n,
      default: 1n,
      description: "What a mistake adds to or takes from the weight of every present feature.",
    },
    {
      name: "interceptRateQ16",
      unit: "Q16 share of learningRate",
      min: 0n,
      max: 65_536n,
      default: 65_536n,
      description: "How fast the intercept learns, as a share of the learning rate; 0 freezes it.",
    },
  ],
};
