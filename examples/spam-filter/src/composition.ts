import type { Composition } from "@chainlearn/core";
import { SHAPE } from "./mail/prepare.ts";

export const DAY = 86_400;

/** What a contribution costs, about: 0.001 ETH, or 1 ATOM. */
export const DEPOSIT_UNITS = 1_000_000n;

/** The model, whatever the mechanism. */
export const MODEL: Pick<Composition, "model" | "shape" | "modelParams"> = {
  model: "averaged-perceptron",
  shape: SHAPE,
  modelParams: { learningRate: 1n },
};
