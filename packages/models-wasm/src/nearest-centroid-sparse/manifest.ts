import type { ModelManifest, Shape } from "@chainlearn/core";
import { classTotals, laneMost, least } from "../class-totals.ts";

/** Bits of a class's number of samples. */
const SAMPLES_BITS = 24n;
/** Bits of n^2 |x|^2, which bounds all products of a prediction: twice it less a squared length stays below 2^63. */
const PRODUCT_BITS = 62n;

/** The largest n up to `most` with n * n * entries below 2^PRODUCT_BITS, a power of two less one. */
function largestCount(most: bigint, entries: number): bigint {
  let n = most;
  while (n * n * BigInt(entries) >= 2n ** PRODUCT_BITS) n >>= 1n;
  return n;
}

/** Samples that a class learns: no count leaves its lane, no product 62 bits. */
const capacityOf = ({ lane, maxEntries }: Shape): bigint =>
  largestCount(least(laneMost(lane), 2n ** SAMPLES_BITS - 1n), maxEntries);

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
