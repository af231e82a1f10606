import type { ModelManifest, Shape } from "@chainlearn/core";
import { classTotals, laneMost, least } from "../class-totals.ts";

/**
 * Bits of a class's number of samples: with fewer than 2^8 entries the totals of two classes share the meter's word. A
 * mean of so many samples hardly moves any more, so that little is lost by leaving it at that.
 */
const SAMPLES_BITS = 18n;

/** Samples that a class learns: no count leaves its lane, and n^2 |x|^2, which bounds all products, stays below 2^60. */
const capacityOf = ({ lane }: Shape): bigint => least(laneMost(lane), 2n ** SAMPLES_BITS - 1n);

/** Nearest centroid over present features. */
export const manifest: ModelManifest = {
  kind: "model",
  id: "nearest-centroid-sparse",
  version: "1.0.0",
  description: "Nearest class mean over the features that a sample has, each 0 or 1.",
  encodings: ["sparse"],
  lanes: [8, 16, 32],
  minClasses: 2,
  maxClasses: 64,
  growth: "free",
  cells: (shape) => shape.features * shape.classes,
  hot: (shape) =>
    classTotals(shape.classes, [
      { name: "samples", most: capacityOf(shape) },
      { name: "squaredLength", most: capacityOf(shape) ** 2n * BigInt(shape.maxEntries) },
    ]),
  scratch: (shape) => shape.classes,
  constants: (shape) => ({ classes: BigInt(shape.classes), capacity: capacityOf(shape) }),
  params: [],
};
