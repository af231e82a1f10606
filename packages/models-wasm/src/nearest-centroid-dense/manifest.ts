import type { ModelManifest, Shape } from "@chainlearn/core";
import { classTotals, laneMost, least } from "../class-totals.ts";

/** Bits of a class's number of samples: its square stays below 2^62. */
const SAMPLES_BITS = 31n;
/** Bits of a squared length: four of them stay below 2^63. */
const LENGTH_BITS = 60n;
/** Each update rounds the squared length down by less than this, in units of its last bit. */
const LOST_PER_SAMPLE = 3n;

/** Cells from one row to the next: rows begin on a storage word. */
const rowStride = ({ features, lane }: Shape): number => Math.ceil((features * lane) / 256) * (256 / lane);

/** A squared length that no sum with a cell outside its lane can have, in units of 2^-valueBits. */
const squaredLane = ({ lane, valueBits }: Shape): bigint =>
  least(2n ** LENGTH_BITS - 1n, (laneMost(lane) ** 2n) >> BigInt(valueBits));

/** Samples that a class learns: what rounding loses is at most half of the largest squared length. */
const capacityOf = (shape: Shape): bigint =>
  least(2n ** SAMPLES_BITS - 1n, squaredLane(shape) / (2n * LOST_PER_SAMPLE));

/** Largest squared length as it is kept, so that the true one is within `squaredLane`. */
const longestOf = (shape: Shape): bigint => squaredLane(shape) - LOST_PER_SAMPLE * capacityOf(shape);

/** Nearest centroid over dense samples. */
export const manifest: ModelManifest = {
  kind: "model",
  id: "nearest-centroid-dense",
  version: "1.0.0",
  description: "Nearest class mean over dense samples, from exact sums.",
  encodings: ["dense"],
  lanes: [32, 64],
  minClasses: 2,
  maxClasses: 64,
  growth: "free",
  cells: (shape) => shape.classes * rowStride(shape),
  hot: (shape) =>
    classTotals(shape.classes, [
      { name: "samples", most: capacityOf(shape) },
      { name: "squaredLength", most: longestOf(shape) },
    ]),
  scratch: () => 0,
  constants: (shape) => ({
    stride: BigInt(rowStride(shape)),
    one: 2n ** BigInt(shape.valueBits),
    capacity: capacityOf(shape),
    longest: longestOf(shape),
  }),
  params: [
    {
      name: "maxNorm",
      unit: "squared length with valueBits fraction bits",
      min: 1n,
      max: 2n ** LENGTH_BITS,
      default: 2n ** LENGTH_BITS,
      description: "A longer sample is not learned, so that one outlier cannot carry a mean away.",
    },
  ],
};
