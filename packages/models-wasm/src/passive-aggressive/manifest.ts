import type { ModelManifest } from "@chainlearn/core";

const MAX_STEP = 2n ** 31n - 1n;

/** Passive-aggressive classifier (PA-I) for two classes, with an intercept that learns. */
export const manifest: ModelManifest = {
  kind: "model",
  id: "passive-aggressive",
  version: "1.0.0",
  description:
    "Binary passive-aggressive classifier (PA-I): the smallest step that gives a sample its margin.",
  encodings: ["sparse", "sparse-values", "dense"],
  lanes: [16, 32, 64],
  minClasses: 2,
  maxClasses: 2,
  growth: "none",
  cells: (shape) => shape.features,
  hot: () => [{ name: "intercept", bits: 48, signed: true }],
  scratch: () => 0,
  constants: (shape) => ({ one: 2n ** BigInt(shape.valueBits) }),
  params: [
    {
      name: "targetMargin",
      unit: "weight units",
      min: 1n,
      max: MAX_STEP,
      default: 65_536n,
      description: "Score on the right side that no longer changes anything; the scale of the weights.",
    },
    {
      name: "aggressiveness",
      unit: "weight units",
      min: 1n,
      max: MAX_STEP,
      default: 1_311n,
      description: "Largest step of one contribution: the C of PA-I times targetMargin.",
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
