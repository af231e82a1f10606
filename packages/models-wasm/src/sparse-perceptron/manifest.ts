import type { ModelManifest } from "@chainlearn/core";

/** Perceptron for two classes over sparse samples, with an intercept that learns. */
export const manifest: ModelManifest = {
  kind: "model",
  id: "sparse-perceptron",
  version: "1.0.0",
  description: "Binary perceptron over sparse samples; class 1 if weights and intercept sum to more than 0.",
  encodings: ["sparse", "sparse-values"],
  lanes: [8, 16, 32, 64],
  minClasses: 2,
  maxClasses: 2,
  growth: "none",
  cells: (shape) => shape.features,
  hot: () => [{ name: "intercept", bits: 48, signed: true }],
  scratch: () => 0,
  constants: () => ({}),
  params: [
    {
      name: "learningRate",
      unit: "weight units",
      min: 1n,
      max: 2n ** 31n - 1n,
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
