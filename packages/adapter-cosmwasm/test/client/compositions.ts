import { type ResolvedComposition, resolveComposition, type Shape } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";

export const SHAPE: Shape = {
  features: 40,
  classes: 2,
  lane: 16,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 6,
};

/** Waits of a few seconds, which a real chain's clock passes during a test; a price that time does not change. */
export const composition = (
  mechanismParams: Readonly<Record<string, bigint>> = {},
  shape: Partial<Shape> = {},
): ResolvedComposition =>
  resolveComposition({
    model: sparsePerceptron,
    mechanism: stake,
    shape: { ...SHAPE, ...shape },
    mechanismParams: {
      costWeightUnits: 1000n,
      minDepositUnits: 1000n,
      maxDepositUnits: 1000n,
      refundWaitSeconds: 1n,
      ownerWaitSeconds: 2n,
      anyWaitSeconds: 3n,
      ...mechanismParams,
    },
  });
