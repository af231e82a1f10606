import type { Composition } from "@chainlearn/core";
import { SHAPE } from "./mail/prepare.ts";

export const DAY = 86_400;

/** The deposit after one idle hour: 0.001 ETH, or 1 ATOM. */
const DEPOSIT_UNITS = 1_000_000n;

/** Waiting times of the example's mechanism, in seconds. */
export const WAITS = { refund: DAY, owner: 7 * DAY, anyone: 14 * DAY } as const;

/** What is deployed, the same value for every chain; the encoder's words come from the mails. */
export const spamFilter: Composition = {
  model: "sparse-perceptron",
  mechanism: "stake",
  shape: SHAPE,
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
