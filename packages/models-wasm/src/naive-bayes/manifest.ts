import type { ModelManifest, Shape } from "@chainlearn/core";
import { classTotals, laneMost, least } from "../class-totals.ts";

/** Bits of a class's total of features: with 16 fraction bits and the smoothing it stays below 2^63. */
const TOTAL_BITS = 46n;
/** Bits of a class's number of samples; with fewer than 2^8 entries the totals of two classes share the meter's word. */
const SAMPLES_BITS = 27n;

/** Samples that a class learns: no count leaves its lane, no total its cell. */
const capacityOf = ({ lane, maxEntries }: Shape): bigint =>
  least(laneMost(lane), 2n ** SAMPLES_BITS - 1n, (2n ** TOTAL_BITS - 1n) / BigInt(maxEntries));

/** Multinomial naive Bayes over present features. */
export const manifest: ModelManifest = {
  kind: "model",
  id: "naive-bayes",
  version: "1.0.0",
  description: "Multinomial naive Bayes over the features that a sample has, with Laplace smoothing.",
  encodings: ["sparse"],
  lanes: [8, 16, 32],
  minClasses: 2,
  maxClasses: 64,
  growth: "free",
  cells: (shape) => shape.features * shape.classes,
  hot: (shape) =>
    classTotals(shape.classes, [
      { name: "samples", most: capacityOf(shape) },
      { name: "features", most: capacityOf(shape) * BigInt(shape.maxEntries) },
    ]),
  scratch: (shape) => shape.classes,
  constants: (shape) => ({
    classes: BigInt(shape.classes),
    features: BigInt(shape.features),
    capacity: capacityOf(shape),
  }),
  params: [
    {
      name: "smoothingQ16",
      unit: "Q16 samples",
      min: 1n,
      max: 2n ** 24n,
      default: 2n ** 16n,
      description: "Added to every count of a feature; 65,536 is Laplace's one.",
    },
  ],
};
