import type { LaneBits, Shape } from "@chainlearn/core";
import { manifest } from "../nearest-centroid-dense/manifest.ts";
import { type CentroidNode, readCentroids } from "./centroids.ts";
import { checkCellCount, chosen, GROWTH, lanesToTry, MOST_FEATURES, padded, roomOf } from "./choices.ts";
import { toFixed } from "./fixed-point.ts";
import type { JsonNode } from "./json-node.ts";
import type { ImportOptions, PortableModel } from "./portable-model.ts";

const USUAL_VALUE_BITS = 16;
/** Sums that leave no room with so many fraction bits are an error, not a coarser model. */
const FEWEST_VALUE_BITS = 8;
/** The largest value that a sample has, without fraction bits. */
const MOST_VALUE = 2 ** 31;

interface Mean extends Omit<CentroidNode, "centroid"> {
  readonly mean: readonly number[];
}

function readMeans(file: JsonNode, options: ImportOptions): Mean[] {
  const classes = readCentroids(file, manifest);
  let features: number | undefined;
  return classes.map(({ centroid, ...rest }) => {
    const nodes = centroid.items();
    features ??= nodes.length;
    if (nodes.length === 0 || nodes.length > MOST_FEATURES)
      centroid.fail(`has ${nodes.length} values; 1 to ${MOST_FEATURES} are possible`);
    checkCellCount(features, roomOf(options, classes.length, manifest), centroid);
    if (nodes.length !== features) centroid.fail(`has ${nodes.length} values, the first one has ${features}`);
    const mean = nodes.map((node) => {
      const value = node.number();
      if (Math.abs(value) > MOST_VALUE) node.fail(`is ${value}; values of samples are at most ${MOST_VALUE}`);
      return value;
    });
    return { ...rest, mean };
  });
}

/** The sum of a class's samples. */
const sumOf = ({ mean, samples }: Mean, valueBits: number): bigint[] =>
  mean.map((value) => toFixed(value * samples, valueBits));

const squaredLength = (sum: readonly bigint[], valueBits: number): bigint =>
  sum.reduce((total, cell) => total + cell * cell, 0n) >> BigInt(valueBits);

/** What stands in the way of a shape, if anything does; `growth` is how many times as many samples there is room for. */
function obstacle(
  means: readonly Mean[],
  shape: Shape,
  growth: bigint,
): { readonly node: JsonNode; readonly problem: string } | undefined {
  const { capacity, longest } = manifest.constants(shape);
  for (const mean of means) {
    const length = squaredLength(sumOf(mean, shape.valueBits), shape.valueBits);
    const where = `with lanes of ${shape.lane} bits and ${shape.valueBits} fraction bits`;
    if (growth * BigInt(mean.samples) > capacity!)
      return {
        node: mean.samplesNode,
        problem: `is ${mean.samples}; ${where} a class has at most ${capacity} samples`,
      };
    if (growth * growth * length > longest!)
      return {
        node: mean.samplesNode,
        problem: `is ${mean.samples}; ${where} the sum of so many samples does not fit`,
      };
  }
  return undefined;
}

/** As many fraction bits as fit, up to the usual number; the narrowest lane that leaves room. */
function chooseShape(means: readonly Mean[], options: ImportOptions): Shape {
  const features = means[0]!.mean.length;
  const classes = roomOf(options, means.length, manifest);
  const shapeOf = (lane: LaneBits, valueBits: number): Shape => ({
    ...{ features, classes, lane, encoding: "dense", valueBits, maxEntries: features },
  });
  const most = chosen(options, "valueBits", { least: 0, most: 30, usual: USUAL_VALUE_BITS });
  const least = options.valueBits === undefined ? FEWEST_VALUE_BITS : most;
  const lanes = lanesToTry(manifest, options);
  for (const growth of [GROWTH, 1n])
    for (let valueBits = most; valueBits >= least; valueBits--)
      for (const lane of lanes)
        if (!obstacle(means, shapeOf(lane, valueBits), growth)) return shapeOf(lane, valueBits);
  const { node, problem } = obstacle(means, shapeOf(lanes.at(-1)!, least), 1n)!;
  return node.fail(problem);
}

/** `dense nearest centroid classifier`: samples have a value for every feature. */
export function importDenseCentroids(file: JsonNode, options: ImportOptions): PortableModel {
  const means = readMeans(file, options);
  const shape = chooseShape(means, options);
  const stride = Number(manifest.constants(shape).stride);
  const cells = new Array<bigint>(manifest.cells(shape)).fill(0n);
  const hot: bigint[] = [];
  means.forEach((mean, c) => {
    const sum = sumOf(mean, shape.valueBits);
    sum.forEach((cell, feature) => {
      cells[c * stride + feature] = cell;
    });
    hot.push(BigInt(mean.samples), squaredLength(sum, shape.valueBits));
  });
  return {
    composition: { model: manifest.id, shape, modelParams: {} },
    state: { cells, hot: padded(hot, manifest.hot(shape)) },
    classes: means.map(({ name }) => name),
    warnings: [],
  };
}
