import {
  ChainlearnError,
  cellRange,
  type LaneBits,
  type ModelManifest,
  type Params,
  type Shape,
} from "@chainlearn/core";
import { manifest as dense } from "../dense-perceptron/manifest.ts";
import { manifest as sparse } from "../sparse-perceptron/manifest.ts";
import { chosen, classNames, entriesOf, featureKey, lanesToTry, MOST_FEATURES } from "./choices.ts";
import { readFeatureIndices } from "./feature-indices.ts";
import { toFixed } from "./fixed-point.ts";
import type { JsonNode } from "./json-node.ts";
import type { ImportOptions, PortableModel } from "./portable-model.ts";

/** What the original's documentation of the format says for a file without one. */
const USUAL_LEARNING_RATE = 1;
/** Mistakes at one feature that a weight has room for, if the lane is not given. */
const MISTAKES = 1_000n;
/** Binary digits that the largest weight should keep. */
const DIGITS = 16;
const MOST_BITS = 62;
/** What rounding may do to the learning rate and to the largest weight without a warning. */
const TOLERANCE = 0.01;
const [INTERCEPT] = sparse.hot({} as Shape);
const [RATE] = sparse.params;

/** What can be at fault: a place in the file, or an option. */
type Faulty = Pick<JsonNode, "fail">;

interface Perceptron {
  /** By feature. */
  readonly weights: Float64Array;
  /** Where a weight comes from. */
  nodeOf(feature: number): JsonNode;
  readonly intercept: JsonNode;
  readonly learningRate: number;
  readonly rateNode: Faulty;
  readonly classes: readonly string[];
  readonly isSparse: boolean;
}

const listedWeights = (file: JsonNode): JsonNode[] => {
  const weights = file.get("weights");
  return weights.isMissing ? [] : weights.items();
};

/** `bias` is the original's older name of `intercept`. */
function readIntercept(file: JsonNode): JsonNode {
  const [intercept, bias] = [file.get("intercept"), file.get("bias")];
  if (intercept.isMissing && !bias.isMissing) return bias;
  const value = intercept.number();
  if (!bias.isMissing && bias.number() !== value)
    bias.fail(`is ${bias.number()}, but the intercept is ${value}`);
  return intercept;
}

/** The caller's learning rate, as something that can be at fault. */
const CHOSEN_RATE: Faulty = {
  fail(problem) {
    throw new ChainlearnError("invalid_composition", `the option learningRate ${problem}.`);
  },
};

function readRate(
  file: JsonNode,
  { learningRate: chosenRate }: ImportOptions,
): Pick<Perceptron, "learningRate" | "rateNode"> {
  const node = file.get("learningRate");
  const rateNode: Faulty = chosenRate === undefined ? node : CHOSEN_RATE;
  const learningRate = chosenRate ?? (node.isMissing ? USUAL_LEARNING_RATE : node.number());
  if (!(Number.isFinite(learningRate) && learningRate > 0))
    rateNode.fail(`is ${learningRate}; a learning rate is a number above 0`);
  return { learningRate, rateNode };
}

function readPerceptron(file: JsonNode, options: ImportOptions, manifest: ModelManifest): Perceptron {
  const isSparse = manifest === sparse;
  const listed = listedWeights(file);
  const sparseWeights = file.get("sparseWeights");
  const keyed = new Map<number, JsonNode>();
  for (const [key, node] of sparseWeights.isMissing ? [] : sparseWeights.entries()) {
    const feature = featureKey(key, node);
    if (feature < listed.length) node.fail(`is the second weight of feature ${feature}`);
    keyed.set(feature, node);
  }
  if (!isSparse && keyed.size > 0) sparseWeights.fail("belongs to a sparse perceptron, this one is dense");
  let named = listed.length;
  for (const feature of keyed.keys()) named = Math.max(named, feature + 1);
  if (named > MOST_FEATURES) file.get("weights").fail(`has ${named} weights; ${MOST_FEATURES} are possible`);
  const features = isSparse
    ? chosen(options, "features", { least: Math.max(1, named), most: MOST_FEATURES, usual: named })
    : named;
  if (features === 0) file.get("weights").fail("has no weights");
  const weights = new Float64Array(features);
  listed.forEach((node, feature) => {
    weights[feature] = node.number();
  });
  for (const [feature, node] of keyed) weights[feature] = node.number();
  return {
    weights,
    nodeOf: (feature) => listed[feature] ?? keyed.get(feature) ?? file.get("weights"),
    intercept: readIntercept(file),
    ...readRate(file, options),
    classes: classNames(file.get("classifications"), manifest),
    isSparse,
  };
}

/** Features of the lowest and of the highest weight. */
function extremes(weights: Float64Array): { readonly lowest: number; readonly highest: number } {
  let [lowest, highest] = [0, 0];
  weights.forEach((weight, feature) => {
    if (weight < weights[lowest]!) lowest = feature;
    if (weight > weights[highest]!) highest = feature;
  });
  return { lowest, highest };
}

interface Scale {
  readonly lane: LaneBits;
  readonly weightBits: number;
}

/** The size of the largest number. */
const sizeOf = ({ weights, intercept }: Perceptron): number =>
  weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), Math.abs(intercept.number()));

/** What stands in the way of a scale, if anything does. */
function obstacle(
  { weights, nodeOf, intercept, learningRate, rateNode }: Perceptron,
  { lane, weightBits }: Scale,
  ends: ReturnType<typeof extremes>,
  mistakes: bigint,
): { readonly node: Faulty; readonly problem: string } | undefined {
  const step = toFixed(learningRate, weightBits);
  const where = `with ${weightBits} fraction bits`;
  if (step < RATE!.min || step > RATE!.max)
    return {
      node: rateNode,
      problem: `is a step of ${step} units ${where}; ${RATE!.min} to ${RATE!.max} are possible`,
    };
  const most = 2n ** BigInt(lane - 1) - 1n;
  const room = mistakes * step;
  for (const feature of [ends.lowest, ends.highest]) {
    const units = toFixed(weights[feature]!, weightBits);
    if (units - room < -most - 1n || units + room > most)
      return {
        node: nodeOf(feature),
        problem: `= ${weights[feature]} does not fit a cell of ${lane} bits ${where}`,
      };
  }
  const { min, max } = cellRange(INTERCEPT!);
  const units = toFixed(intercept.number(), weightBits);
  if (units < min || units > max)
    return {
      node: intercept,
      problem: `= ${intercept.number()} does not fit its cell of ${INTERCEPT!.bits} bits ${where}`,
    };
  return undefined;
}

/** Fraction bits with which a number keeps so many binary digits. */
const bitsFor = (size: number, digits: number): number =>
  Math.max(0, digits - 1 - Math.floor(Math.log2(size)));

/**
 * The lane and the fraction bits of the weights. Sparse perceptrons of whole numbers stay whole numbers; otherwise as
 * many bits as leave the room, in the narrowest lane in which the largest weight keeps its digits.
 */
function chooseScale(perceptron: Perceptron, options: ImportOptions, manifest: ModelManifest): Scale {
  const { weights, intercept, learningRate, isSparse } = perceptron;
  const ends = extremes(weights);
  const size = sizeOf(perceptron);
  const isWhole =
    isSparse && weights.every(Number.isInteger) && [intercept.number(), learningRate].every(Number.isInteger);
  const given =
    options.weightBits === undefined
      ? undefined
      : chosen(options, "weightBits", { least: 0, most: MOST_BITS, usual: 0 });
  const candidates =
    given !== undefined
      ? [given]
      : isWhole
        ? [0]
        : Array.from({ length: MOST_BITS + 1 }, (_, k) => MOST_BITS - k);
  const wanted = candidates.length === 1 || size === 0 ? 0 : bitsFor(size, DIGITS);
  // Lanes of 16 bits hold whole numbers; fractions in them are the caller's choice.
  const lanes = lanesToTry(manifest, options).filter(
    (lane) => lane !== 16 || options.lane === 16 || (isWhole && candidates[0] === 0),
  );
  let coarse: Scale | undefined;
  for (const mistakes of [MISTAKES, 0n]) {
    for (const lane of lanes) {
      const weightBits = candidates.find(
        (bits) => !obstacle(perceptron, { lane, weightBits: bits }, ends, mistakes),
      );
      if (weightBits === undefined) continue;
      if (weightBits >= wanted) return { lane, weightBits };
      if (!coarse || weightBits > coarse.weightBits) coarse = { lane, weightBits };
    }
    if (coarse) break;
  }
  if (!coarse) {
    const worst = { lane: lanes.at(-1)!, weightBits: candidates.at(-1)! };
    const { node, problem } = obstacle(perceptron, worst, ends, 0n)!;
    return node.fail(problem);
  }
  return coarse;
}

/** Share by which rounding changes a number. */
const lossOf = (value: number, bits: number): number =>
  value === 0 ? 0 : Math.abs(Number(toFixed(value, bits)) / 2 ** bits / value - 1);

function warningsOf(perceptron: Perceptron, { weightBits }: Scale): string[] {
  const { learningRate } = perceptron;
  const size = sizeOf(perceptron);
  const where = `with ${weightBits} fraction bits`;
  const warnings: string[] = [];
  if (lossOf(learningRate, weightBits) > TOLERANCE)
    warnings.push(`the learning rate ${learningRate} is rounded by more than 1 % ${where}`);
  if (lossOf(size, weightBits) > TOLERANCE)
    warnings.push(
      `the largest weight ${size} is rounded by more than 1 % ${where}, all that the learning rate ${learningRate} ` +
        "leaves room for: is the rate right?",
    );
  return warnings;
}

function importPerceptron(
  file: JsonNode,
  options: ImportOptions,
  manifest: ModelManifest,
  shapeOf: (features: number, lane: LaneBits) => Shape,
): PortableModel {
  const perceptron = readPerceptron(file, options, manifest);
  const { weights, learningRate, intercept, classes } = perceptron;
  const scale = chooseScale(perceptron, options, manifest);
  const { lane, weightBits } = scale;
  const modelParams: Params = {
    learningRate: toFixed(learningRate, weightBits),
    // The original's intercept never learns.
    interceptRateQ16: 0n,
  };
  const featureIndices = readFeatureIndices(file, weights.length);
  return {
    composition: { model: manifest.id, shape: shapeOf(weights.length, lane), modelParams },
    state: {
      cells: Array.from(weights, (weight) => toFixed(weight, weightBits)),
      hot: [toFixed(intercept.number(), weightBits)],
    },
    classes,
    ...(featureIndices && { featureIndices }),
    weightBits,
    warnings: warningsOf(perceptron, scale),
  };
}

/** `sparse perceptron`: samples are lists of the features that are present. */
export const importSparsePerceptron = (file: JsonNode, options: ImportOptions): PortableModel =>
  importPerceptron(file, options, sparse, (features, lane) => ({
    ...{ features, classes: 2, lane, encoding: "sparse", valueBits: 0 },
    maxEntries: entriesOf(options, features, 0),
  }));

/** `dense perceptron`: samples have a value for every feature. */
export const importDensePerceptron = (file: JsonNode, options: ImportOptions): PortableModel =>
  importPerceptron(file, options, dense, (features, lane) => ({
    ...{ features, classes: 2, lane, encoding: "dense", maxEntries: features },
    valueBits: chosen(options, "valueBits", { least: 0, most: 30, usual: 16 }),
  }));
