import type { ModelManifest } from "@chainlearn/core";

/** What the kernel needs and promises; the checks are derived from it. */
export const manifest: ModelManifest = {
  kind: "model",
  id: "template-model",
  version: "1.0.0",
  description: "Every feature votes for the class it was seen with more often.",
  encodings: ["sparse"],
  lanes: [16, 32],
  minClasses: 2,
  maxClasses: 2,
  growth: "none",
  cells: (shape) => shape.features,
  hot: () => [{ name: "samples", bits: 40, signed: false }],
  scratch: () => 0,
  constants: () => ({}),
  params: [
    {
      name: "step",
      unit: "votes",
      min: 1n,
      max: 1_000n,
      default: 1n,
      description: "What one sample adds to the votes of a feature of value 1.0.",
    },
  ],
};
