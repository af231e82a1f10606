import type { ModelManifest, Shape } from "@chainlearn/core";

/** Where entries have no values, the classes of a feature are neighbours: few storage words serve them all. */
const isInterleaved = ({ encoding }: Shape): boolean => encoding === "sparse";

/** Cells from one row to the next: the features and the intercept, up to the end of a storage word. */
const stride = ({ features, lane }: Shape): number => {
  const perWord = 256 / lane;
  return Math.ceil((features + 1) / perWord) * perWord;
};

/** Perceptron for many classes that predicts with the mean of its weights so far. */
export const manifest: ModelManifest = {
  kind: "model",
  id: "multiclass-averaged-perceptron",
  version: "1.0.0",
  description:
    "Perceptron for up to 256 classes over sparse or dense samples that predicts with the mean of all its weights so far.",
  encodings: ["sparse", "sparse-values", "dense"],
  // Sums weighted with the number of contributions: 16 bits are full after some thousands, 64 could overflow a score.
  lanes: [32],
  minClasses: 2,
  maxClasses: 256,
  growth: "none",
  cells: (shape) => 2 * shape.classes * (isInterleaved(shape) ? shape.features + 1 : stride(shape)),
  hot: () => [{ name: "contributions", bits: 32, signed: false }],
  scratch: (shape) => (isInterleaved(shape) ? 2 * shape.classes : 0),
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
      max: 65_536n,
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
