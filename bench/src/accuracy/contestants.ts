import type { LaneBits, ModelPlugin, Params, SampleEncoding } from "@chainlearn/core";
import {
  averagedPerceptron,
  densePerceptron,
  logisticRegression,
  multiclassAveragedPerceptron,
  multiclassPerceptron,
  naiveBayes,
  nearestCentroidDense,
  nearestCentroidSparse,
  passiveAggressive,
  sparsePerceptron,
} from "@chainlearn/models-wasm";
import type { Dataset } from "./datasets.ts";
import * as counting from "./float/counting.ts";
import * as linear from "./float/linear.ts";
import type { StartFloatRule } from "./float/rule.ts";

/** How a model meets a data set, and the same rule on floats. */
export interface Contestant {
  readonly model: ModelPlugin;
  readonly encoding: SampleEncoding;
  readonly lane: LaneBits;
  readonly params: Params;
  readonly float: StartFloatRule;
}

const ONE_Q16 = 65_536n;

/**
 * With 1.0 squared as the step, weights are multiples of 1.0 in their own unit, and every product of a weight and a value is
 * exact: perceptrons then decide as floats do.
 */
const exactStep = (valueBits: number): bigint => 2n ** BigInt(2 * valueBits);

/** Every model that can take the data set: all that know as many classes, those for two only where there are two. */
export function contestantsOf({ id, classes, valueBits }: Dataset): Contestant[] {
  const isWords = id.startsWith("spam-assassin");
  const values: SampleEncoding = isWords ? "sparse" : "dense";
  const learningRate = exactStep(valueBits);
  const many: Contestant[] = [
    {
      ...{ model: multiclassPerceptron, encoding: values, lane: isWords ? 16 : 32 },
      ...{ params: { learningRate }, float: linear.multiclassPerceptron() },
    },
    {
      ...{ model: multiclassAveragedPerceptron, encoding: values, lane: 32 },
      ...{ params: { learningRate }, float: linear.multiclassAveragedPerceptron() },
    },
    {
      ...{ model: naiveBayes, encoding: "sparse", lane: 16 },
      ...{ params: { smoothingQ16: ONE_Q16 }, float: counting.naiveBayes(1) },
    },
    {
      ...{ model: nearestCentroidSparse, encoding: "sparse", lane: 16 },
      ...{ params: {}, float: counting.nearestCentroid() },
    },
    {
      ...{ model: nearestCentroidDense, encoding: "dense", lane: 32 },
      ...{ params: { maxNorm: 2n ** 60n }, float: counting.nearestCentroid() },
    },
  ];
  const two: Contestant[] = [
    {
      ...{ model: sparsePerceptron, encoding: "sparse", lane: 16 },
      ...{ params: { learningRate: 1n }, float: linear.perceptron() },
    },
    {
      ...{ model: densePerceptron, encoding: "dense", lane: 32 },
      ...{ params: { learningRate }, float: linear.perceptron() },
    },
    {
      ...{ model: averagedPerceptron, encoding: "sparse", lane: 32 },
      ...{ params: { learningRate: 1n }, float: linear.averagedPerceptron() },
    },
    {
      ...{ model: passiveAggressive, encoding: values, lane: 32 },
      ...{
        params: { targetMargin: ONE_Q16, aggressiveness: 1_311n },
        float: linear.passiveAggressive(1_311 / 65_536),
      },
    },
    {
      ...{ model: logisticRegression, encoding: values, lane: 32 },
      ...{ params: { learningRateQ16: 3_277n }, float: linear.logisticRegression(3_277 / 65_536) },
    },
  ];
  if (classes > 2) return many;
  return isWords ? [...two, ...many] : two;
}
