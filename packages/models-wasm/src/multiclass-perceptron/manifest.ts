import type { ModelManifest, Shape } from "@chainlearn/core";

/** Where entries have no values, the classes of a feature are neighbours: one storage word serves them all. */
const isInterleaved = ({ encoding }: Shape): boolean => encoding === "sparse";

/** Cells from one row to the next: the features and the intercept, up to the end of a storage word. */
const stride = ({ features, lane }: Shape): number => {
  const perWord = 256 / lane;
  return Math.ceil((features + 1) / perWord) * perWord;
};

/** Perceptron for many classes, with intercepts that learn. */
export const manifest: ModelManifest = {
  kind: "model",
  id: "multiclass-perceptron",
  version: "1.0.0",
  description:
    "Perceptron for up to 256 classes over sparse or dense samples; the class of the highest score.",
  encodings: ["sparse", "sparse-values", "dense"],
  // 64-bit cells could overflow the sums of interleaved classes.
  lanes: [8, 16, 32],
  minClasses: 2,
  maxClasses: 256,
  growth: "none",
  cells: (shape) => shape.classes * (isInterleaved(shape) ? shape.features + 1 : stride(shape)),
  hot: () => [],
  scratch: (shape) => (isInterleaved(shape) ? shape.classes : 0),
  constants: (shape) => ({
    classes: BigInt(shape.classes),
    features: BigInt(shape.features),
    interleaved: isInterleaved(shape) ? 1n : 0n,
    stride: BigInt(stride(shape)),
  }),
  params: [
    {
      name: "learningRate",
      unit: "weight units",
      min: 1n,
      max: 2n ** 31n - 1n,
      description: "What a mistake adds to or takes from the weight of a feature of value 1.0; sparse: 1.",
    },
    {
      name: "interceptRateQ16",
      unit: "Q16 share of learningRate",
      min: 0n,
      max: 65_536n,
      default: 65_536n,
      description: "How fast the intercepts learn, as a share of the learning rate; 0 freezes them.",
    },
  ],
};
