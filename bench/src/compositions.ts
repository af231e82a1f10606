import type { Composition } from "@chainlearn/core";
import { COST_WEIGHT_UNITS, sparsePerceptronModel, WAITS } from "./workloads.ts";

export type Lanes = 16 | 32;

/** Fraction bits of a weight: 1.0 is 2^bits; the baseline's weights stay within +-1. */
const WEIGHT_BITS: Record<Lanes, number> = { 16: 12, 32: 16 };

/** The composition that the README recommends so far, with the baseline's parameters. */
export function stakeComposition(lanes: Lanes): Composition {
  return {
    model: "sparse-perceptron",
    mechanism: "stake",
    shape: { features: 1000, classes: 2, lane: lanes, encoding: "sparse", valueBits: 0, maxEntries: 256 },
    modelParams: { learningRate: BigInt(2 ** WEIGHT_BITS[lanes] * sparsePerceptronModel().learningRate) },
    mechanismParams: {
      costWeightUnits: COST_WEIGHT_UNITS,
      refundWaitSeconds: WAITS.refund,
      ownerWaitSeconds: WAITS.owner,
      anyWaitSeconds: WAITS.any,
    },
  };
}

/** The baseline's weights as integers; `zero` leaves the cells empty. */
export function initialState(lanes: Lanes, zero = false): { cells: bigint[]; hot: bigint[] } {
  const model = sparsePerceptronModel();
  const scale = (value: number): bigint => BigInt(Math.round(value * 2 ** WEIGHT_BITS[lanes]));
  return { cells: model.weights.map((weight) => (zero ? 0n : scale(weight))), hot: [scale(model.intercept)] };
}
