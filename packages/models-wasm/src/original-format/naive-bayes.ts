import { cellRange, type Shape } from "@chainlearn/core";
import { laneMost } from "../class-totals.ts";
import { manifest } from "../naive-bayes/manifest.ts";
import {
  checkCellCount,
  classNames,
  entriesOf,
  GROWTH,
  lanesToTry,
  MOST_FEATURES,
  padded,
  roomOf,
} from "./choices.ts";
import { toFixed } from "./fixed-point.ts";
import type { JsonNode } from "./json-node.ts";
import type { ImportOptions, PortableModel } from "./portable-model.ts";

const USUAL_SMOOTHING = 1;
const [SMOOTHING] = manifest.params;
/** Counts and class sizes that a file may have: what a float says exactly. */
const MOST = Number.MAX_SAFE_INTEGER;

interface ClassCounts {
  readonly samples: number;
  readonly samplesNode: JsonNode;
  readonly counts: ReadonlyMap<number, JsonNode>;
  readonly countsNode: JsonNode;
  /** Sum of the counts. */
  readonly total: number;
}

function readCounts(node: JsonNode, features: number): Pick<ClassCounts, "counts" | "countsNode" | "total"> {
  const counts = new Map<number, JsonNode>();
  let total = 0;
  for (const pair of node.items()) {
    const parts = pair.items();
    if (parts.length !== 2) pair.fail(`has ${parts.length} parts, not a feature and a count`);
    const [index, count] = parts as [JsonNode, JsonNode];
    const feature = index.whole(0, MOST);
    if (feature >= features) index.fail(`is ${feature}, but totalNumFeatures is ${features}`);
    if (counts.has(feature)) index.fail(`is ${feature} again; a class counts a feature once`);
    counts.set(feature, count);
    total += count.whole(0, MOST);
  }
  return { counts, countsNode: node, total };
}

function readClasses(file: JsonNode, names: number, features: number): ClassCounts[] {
  const [sizes, counts] = [file.get("classCounts"), file.get("featureCounts")];
  const [sizeNodes, countNodes] = [sizes.items(), counts.items()];
  for (const [list, nodes] of [
    [sizes, sizeNodes],
    [counts, countNodes],
  ] as const)
    if (nodes.length !== names) list.fail(`is about ${nodes.length} classes; classifications has ${names}`);
  return sizeNodes.map((samplesNode, c) => ({
    samples: samplesNode.whole(0, MOST),
    samplesNode,
    ...readCounts(countNodes[c]!, features),
  }));
}

function readSmoothing(file: JsonNode): bigint {
  const node = file.get("smoothingFactor");
  const factor = node.isMissing ? USUAL_SMOOTHING : node.number();
  const smoothing = toFixed(factor, 16);
  const { min, max } = SMOOTHING!;
  if (smoothing < min || smoothing > max)
    node.fail(`is ${factor}; ${Number(min) / 2 ** 16} to ${Number(max) / 2 ** 16} is possible`);
  return smoothing;
}

function chooseShape(classes: readonly ClassCounts[], features: number, options: ImportOptions): Shape {
  const largest = classes.reduce((most, { samples, counts }) => {
    for (const count of counts.values()) most = Math.max(most, count.value as number);
    return Math.max(most, samples);
  }, 0);
  const lanes = lanesToTry(manifest, options);
  const lane = lanes.find((bits) => GROWTH * BigInt(largest) <= laneMost(bits)) ?? lanes.at(-1)!;
  const seenOnAverage = Math.max(...classes.map(({ samples, total }) => (samples > 0 ? total / samples : 0)));
  const maxEntries = entriesOf(options, features, seenOnAverage);
  return {
    features,
    classes: roomOf(options, classes.length, manifest),
    lane,
    encoding: "sparse",
    valueBits: 0,
    maxEntries,
  };
}

function checkFit(classes: readonly ClassCounts[], shape: Shape): void {
  const { capacity } = manifest.constants(shape);
  const totals = manifest.hot(shape);
  classes.forEach(({ samples, samplesNode, counts, countsNode, total }, c) => {
    if (BigInt(samples) > capacity!)
      samplesNode.fail(
        `is ${samples}; with lanes of ${shape.lane} bits a class has at most ${capacity} samples`,
      );
    for (const count of counts.values())
      if (BigInt(count.value as number) > laneMost(shape.lane))
        count.fail(`is ${count.value}, which does not fit a cell of ${shape.lane} bits`);
    const most = cellRange(totals[2 * c + 1]!).max;
    if (BigInt(total) > most)
      countsNode.fail(
        `sums to ${total}; with ${shape.maxEntries} entries a sample at most ${most} is possible`,
      );
  });
}

/** `naive bayes`: samples are lists of the features that are present. */
export function importNaiveBayes(file: JsonNode, options: ImportOptions): PortableModel {
  const names = classNames(file.get("classifications"), manifest);
  const featuresNode = file.get("totalNumFeatures");
  const features = featuresNode.whole(1, MOST_FEATURES);
  checkCellCount(features, roomOf(options, names.length, manifest), featuresNode);
  const classes = readClasses(file, names.length, features);
  const modelParams = { smoothingQ16: readSmoothing(file) };
  const shape = chooseShape(classes, features, options);
  checkFit(classes, shape);
  const cells = new Array<bigint>(manifest.cells(shape)).fill(0n);
  classes.forEach(({ counts }, c) => {
    for (const [feature, count] of counts) cells[feature * shape.classes + c] = BigInt(count.value as number);
  });
  return {
    composition: { model: manifest.id, shape, modelParams },
    state: {
      cells,
      hot: padded(
        classes.flatMap(({ samples, total }) => [BigInt(samples), BigInt(total)]),
        manifest.hot(shape),
      ),
    },
    classes: names,
    warnings: [],
  };
}
