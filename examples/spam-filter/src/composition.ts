import type { Composition } from "@chainlearn/core";
import { FEATURES, MAX_ENTRIES } from "./mail/prepare.ts";

export const DAY = 86_400;

/** The deposit after one idle hour: 0.001 ETH, or 1 ATOM. */
const DEPOSIT_UNITS = 1_000_000n;

/** Waiting times of the example's mechanism, in seconds. */
export const WAITS = { refund: DAY, owner: 7 * DAY, anyone: 14 * DAY } as const;

/**
 * What is deployed, the same value for every chain. Lanes have 16 bits: a correction moves a weight by 1 and the
 * initial weights stay below 100, so the story uses less than one percent of the range, and 16 weights share one
 * storage word (8 bits could saturate in a longer story, 32 bits would touch twice as many words).
 */
export const spamFilter: Composition = {
  model: "sparse-perceptron",
  mechanism: "stake",
  shape: {
    features: FEATURES,
    classes: 2,
    lane: 16,
    encoding: "sparse",
    valueBits: 0,
    maxEntries: MAX_ENTRIES,
  },
  modelParams: { learningRate: 1n },
  mechanismParams: {
    costWeightUnits: DEPOSIT_UNITS,
    minDepositUnits: DEPOSIT_UNITS / 2n,
    maxDepositUnits: DEPOSIT_UNITS * 10n,
    refundWaitSeconds: BigInt(WAITS.refund),
    ownerWaitSeconds: BigInt(WAITS.owner),
    anyWaitSeconds: BigInt(WAITS.anyone),
  },
};
