import { cellRange, type Shape } from "@chainlearn/core";
import { laneMost } from "../class-totals.ts";
import { manifest } from "../nearest-centroid-sparse/manifest.ts";
import { type CentroidNode, readCentroids } from "./centroids.ts";
import {
  checkCellCount,
  chosen,
  entriesOf,
  featureKey,
  GROWTH,
  lanesToTry,
  MOST_FEATURES,
  padded,
  roomOf,
} from "./choices.ts";
import type { JsonNode } from "./json-node.ts";
import type { ImportOptions, PortableModel } from "./portable-model.ts";

/** A value of a mean may be off by this much. */
const RESOLUTION = 2 ** -15;

interface SparseMean extends Omit<CentroidNode, "centroid"> {
  readonly mean: ReadonlyMap<number, number>;
  readonly features: number;
}

function readMean(centroid: JsonNode): Pick<SparseMean, "mean" | "features"> {
  const entries: [feature: number, node: JsonNode][] = centroid.isList
    ? [...centroid.items().entries()]
    : centroid.entries().map(([key, node]) => [featureKey(key, node), node]);
  if (entries.length > MOST_FEATURES)
    centroid.fail(`has ${entries.length} values; ${MOST_FEATURES} are possible`);
  const mean = new Map<number, number>();
  let features = 0;
  for (const [feature, node] of entries) {
    const value = node.number();
    if (value < 0 || value > 1) node.fail(`is ${value}; a mean of features that are 0 or 1 is from 0 to 1`);
    mean.set(feature, value);
    features = Math.max(features, feature + 1);
  }
  return { mean, features };
}

const isClose = (mean: ReadonlyMap<number, number>, samples: number): boolean => {
  for (const value of mean.values())
    if (Math.abs(Math.round(value * samples) / samples - value) > RESOLUTION) return false;
  return true;
};

/**
 * The number of samples whose counts say the mean closely enough: that of the file, if it is the mean of so many
 * samples; else the smallest power of two times as many, each sample counted so often.
 */
function samplesFor({ mean, samples }: SparseMean): number {
  let count = samples;
  while (!isClose(mean, count)) count *= 2;
  return count;
}

/** `sparse nearest centroid classifier`: samples are lists of the features that are present. */
export function importSparseCentroids(file: JsonNode, options: ImportOptions): PortableModel {
  const classes = readCentroids(file, manifest).map(({ centroid, ...rest }) => ({
    ...rest,
    ...readMean(centroid),
  }));
  const named = Math.max(...classes.map(({ features }) => features));
  const features = chosen(options, "features", {
    least: Math.max(1, named),
    most: MOST_FEATURES,
    usual: named,
  });
  const room = roomOf(options, classes.length, manifest);
  checkCellCount(features, room, file);
  const samples = classes.map(samplesFor);
  const lanes = lanesToTry(manifest, options);
  const lane = lanes.find((bits) => GROWTH * BigInt(Math.max(...samples)) <= laneMost(bits)) ?? lanes.at(-1)!;
  const entriesOnAverage = Math.max(
    ...classes.map(({ mean }) => [...mean.values()].reduce((sum, value) => sum + value, 0)),
  );
  const shape: Shape = {
    ...{ features, classes: room, lane, encoding: "sparse", valueBits: 0 },
    maxEntries: entriesOf(options, features, entriesOnAverage),
  };
  const { capacity } = manifest.constants(shape);
  const totals = manifest.hot(shape);
  const cells = new Array<bigint>(manifest.cells(shape)).fill(0n);
  const hot = classes.flatMap(({ mean, samplesNode }, c) => {
    const count = samples[c]!;
    if (BigInt(count) > capacity!)
      samplesNode.fail(
        `is ${samplesNode.value}, which takes ${count} samples to say these means; ` +
          `with lanes of ${lane} bits a class has at most ${capacity}`,
      );
    let length = 0n;
    for (const [feature, value] of mean) {
      const cell = BigInt(Math.round(value * count));
      cells[feature * room + c] = cell;
      length += cell * cell;
    }
    const most = cellRange(totals[2 * c + 1]!).max;
    if (length > most)
      samplesNode.fail(`is ${count}; with ${shape.maxEntries} entries a sample their sum does not fit`);
    return [BigInt(count), length];
  });
  return {
    composition: { model: manifest.id, shape, modelParams: {} },
    state: { cells, hot: padded(hot, totals) },
    classes: classes.map(({ name }) => name),
    warnings: classes.flatMap(({ name, samples: told }, c) =>
      samples[c] === told
        ? []
        : [
            `class ${JSON.stringify(name)} is no mean of ${told} samples of 0 and 1: each is counted ${samples[c]! / told} times, ` +
              "so that new ones weigh less",
          ],
    ),
  };
}
