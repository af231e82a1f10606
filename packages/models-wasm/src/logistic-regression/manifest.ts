import type { ModelManifest } from "@chainlearn/core";

/** Logistic regression for two classes by stochastic gradient descent, with an intercept that learns. */
export const manifest: ModelManifest = {
  kind: "model",
  id: "logistic-regression",
  version: "1.0.0",
  description: "Binary logistic regression, one step of stochastic gradient descent per contribution.",
  encodings: ["sparse", "sparse-values", "dense"],
  // Weights are Q16: 16 bits would end at 0.5.
  lanes: [32, 64],
  minClasses: 2,
  maxClasses: 2,
  growth: "none",
  cells: (shape) => shape.features,
  hot: () => [{ name: "intercept", bits: 48, signed: true }],
  scratch: () => 0,
  constants: () => ({}),
  params: [
    {
      name: "learningRateQ16",
      unit: "Q16",
      min: 1n,
      max: 2n ** 31n - 1n,
      default: 3_277n,
      description: "Step at a probability that is wrong by 1.0; default 0.05.",
    },
    {
      name: "interceptRateQ16",
      unit: "Q16 share of the step",
      min: 0n,
      max: 65_536n,
      default: 65_536n,
      description: "How fast the intercept learns, as a share of the step; 0 freezes it.",
    },
  ],
};
