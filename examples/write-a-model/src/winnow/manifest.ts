// #region manifest
import type { ModelManifest } from "@chainlearn/core";

/** Winnow for two classes over sparse samples: learns which few of many features matter. */
export const manifest: ModelManifest = {
  kind: "model",
  id: "winnow",
  version: "1.0.0",
  description: "Winnow: weights that mistakes double or halve, over sparse samples of two classes.",
  encodings: ["sparse"],
  lanes: [16],
  minClasses: 2,
  maxClasses: 2,
  growth: "none",
  cells: (shape) => shape.features,
  hot: () => [{ name: "mistakes", bits: 40, signed: false }],
  scratch: () => 0,
  constants: (shape) => ({ threshold: BigInt(shape.features) << 15n }),
  params: [
    {
      name: "promotionQ8",
      unit: "Q8 binary logarithm",
      min: 1n,
      max: 2_048n,
      default: 256n,
      description:
        "log2 of what a mistake multiplies or divides the weights of present features by; 256 doubles.",
    },
  ],
};
// #endregion
