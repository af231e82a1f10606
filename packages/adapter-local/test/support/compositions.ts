import { type Params, type ResolvedComposition, resolveComposition, type Shape } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { probe } from "../fixtures/probe/plugin.ts";
import { trapModel } from "../fixtures/trap-model/plugin.ts";

export const HOUR = 3_600;
export const DAY = 24 * HOUR;

/** 20 features in two and a half words. */
export const SHAPE: Shape = {
  features: 20,
  classes: 2,
  lane: 32,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 5,
};

/** A perceptron with deposits; an addition after an idle hour costs 600 units. */
export const stakeComposition = (
  shape: Partial<Shape> = {},
  mechanismParams: Params = {},
): ResolvedComposition =>
  resolveComposition({
    model: sparsePerceptron,
    mechanism: stake,
    shape: { ...SHAPE, ...shape },
    mechanismParams: { costWeightUnits: 600n, ...mechanismParams },
  });

/** The mechanism that reaches every corner, with a model that can trap. */
export const probeComposition = (
  shape: Partial<Shape> = {},
  mechanismParams: Params = {},
): ResolvedComposition =>
  resolveComposition({
    model: trapModel,
    mechanism: probe,
    shape: { ...SHAPE, ...shape },
    mechanismParams,
  });
