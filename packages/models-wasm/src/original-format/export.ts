import { ChainlearnError, type ModelManifest } from "@chainlearn/core";
import { manifest as densePerceptron } from "../dense-perceptron/manifest.ts";
import { manifest as naiveBayes } from "../naive-bayes/manifest.ts";
import { manifest as denseCentroid } from "../nearest-centroid-dense/manifest.ts";
import { manifest as sparseCentroid } from "../nearest-centroid-sparse/manifest.ts";
import { manifest as sparsePerceptron } from "../sparse-perceptron/manifest.ts";
import { fromFixed } from "./fixed-point.ts";
import type { CentroidsFile, NaiveBayesFile, OriginalModelFile, PerceptronFile } from "./model-file.ts";
import type { PortableModel } from "./portable-model.ts";

/** A squared length may be below the true one by so many units for each sample: its README says why. */
const LOST_PER_SAMPLE = 3n;

const refuse = (path: string, problem: string): never => {
  throw new ChainlearnError("invalid_model_file", `${path} ${problem}.`, { details: { path } });
};

/** All cells and hot cells; those left out are 0. */
function completed({ composition, state }: PortableModel, manifest: ModelManifest): PortableModel["state"] {
  const complete = (what: string, values: readonly bigint[], count: number): readonly bigint[] =>
    values.length > count
      ? refuse("$", `cannot be written: ${values.length} ${what} were given, the model has ${count}`)
      : Array.from({ length: count }, (_, i) => values[i] ?? 0n);
  const { shape } = composition;
  return {
    cells: complete("cells", state.cells, manifest.cells(shape)),
    hot: complete("hot cells", state.hot, manifest.hot(shape).length),
  };
}

function written(units: bigint, bits: number, path: string): number {
  return fromFixed(units, bits) ?? refuse(path, `would be ${units} / 2^${bits}, which no float says exactly`);
}

function exportPerceptron(model: PortableModel, manifest: ModelManifest): PerceptronFile {
  const { composition, classes, featureIndices, weightBits = 0 } = model;
  if (composition.shape.encoding === "sparse-values")
    refuse("$.type", "has no name in the original for sparse samples with values");
  const { cells, hot } = completed(model, manifest);
  const rate = composition.modelParams.learningRate ?? manifest.params[0]!.default;
  return {
    type: manifest === densePerceptron ? "dense perceptron" : "sparse perceptron",
    classifications: classes,
    weights: cells.map((weight, i) => written(weight, weightBits, `$.weights[${i}]`)),
    intercept: written(hot[0]!, weightBits, "$.intercept"),
    learningRate:
      rate === undefined
        ? refuse("$.learningRate", "is missing: the composition has none")
        : written(rate, weightBits, "$.learningRate"),
    ...(featureIndices && { featureIndices }),
  };
}

/** Labels are the places of the names in an object, which lists those that are whole numbers first, the lowest before others. */
function checkKeyOrder(classes: readonly string[]): void {
  const order = Object.keys(Object.fromEntries(classes.map((name) => [name, 0])));
  if (order.some((name, label) => name !== classes[label]))
    refuse(
      "$.centroids",
      `would be read as ${JSON.stringify(order)}, and the labels are those of ${JSON.stringify(classes)}`,
    );
}

function exportCentroids(
  { classes }: PortableModel,
  hot: readonly bigint[],
  type: CentroidsFile["type"],
  sumOf: (label: number) => readonly bigint[],
  {
    valueBits,
    isLength,
  }: { valueBits: number; isLength(kept: bigint, sum: readonly bigint[], samples: bigint): boolean },
): CentroidsFile {
  if (new Set(classes).size < classes.length) refuse("$.centroids", "cannot name two classes alike");
  checkKeyOrder(classes);
  const centroids = classes.map((name, c) => {
    const path = `$.centroids[${JSON.stringify(name)}]`;
    const [samples, length] = [hot[2 * c]!, hot[2 * c + 1]!];
    if (samples <= 0n)
      refuse(`${path}.dataCount`, "would be 0: the original would predict a class without samples");
    const sum = sumOf(c);
    if (!isLength(length, sum, samples))
      refuse(`${path}.centroid`, "is not of the length that the state says");
    const centroid = sum.map(
      (cell, i) => written(cell, valueBits, `${path}.centroid[${i}]`) / Number(samples),
    );
    return [name, { centroid, dataCount: Number(samples) }] as const;
  });
  return { type, centroids: Object.fromEntries(centroids) };
}

function exportDenseCentroids(model: PortableModel): CentroidsFile {
  const { cells, hot } = completed(model, denseCentroid);
  const { shape } = model.composition;
  const stride = Number(denseCentroid.constants(shape).stride);
  return exportCentroids(
    model,
    hot,
    "dense nearest centroid classifier",
    (c) => cells.slice(c * stride, c * stride + shape.features),
    {
      valueBits: shape.valueBits,
      isLength: (kept, sum, samples) => {
        const lost = (sum.reduce((total, cell) => total + cell * cell, 0n) >> BigInt(shape.valueBits)) - kept;
        return lost >= 0n && lost <= LOST_PER_SAMPLE * samples;
      },
    },
  );
}

function exportSparseCentroids(model: PortableModel): CentroidsFile {
  const { cells, hot } = completed(model, sparseCentroid);
  const { features, classes } = model.composition.shape;
  return exportCentroids(
    model,
    hot,
    "sparse nearest centroid classifier",
    (c) => Array.from({ length: features }, (_, i) => cells[i * classes + c]!),
    {
      valueBits: 0,
      isLength: (kept, sum) => sum.reduce((total, cell) => total + cell * cell, 0n) === kept,
    },
  );
}

function exportNaiveBayes(model: PortableModel): NaiveBayesFile {
  const { cells, hot } = completed(model, naiveBayes);
  const { composition, classes } = model;
  const { features } = composition.shape;
  const smoothing = composition.modelParams.smoothingQ16 ?? naiveBayes.params[0]!.default!;
  const countsOf = (c: number): [feature: number, count: number][] => {
    const path = `$.featureCounts[${c}]`;
    const counts: [feature: number, count: number][] = [];
    let total = 0n;
    for (let feature = 0; feature < features; feature++) {
      const count = cells[feature * composition.shape.classes + c]!;
      if (count < 0n) refuse(path, `cannot say the ${count} samples of feature ${feature}`);
      if (count > 0n) counts.push([feature, Number(count)]);
      total += count;
    }
    if (total !== hot[2 * c + 1]) refuse(path, `sums to ${total}, but the state says ${hot[2 * c + 1]}`);
    return counts;
  };
  return {
    type: "naive bayes",
    classifications: classes,
    classCounts: classes.map((_, c) => Number(hot[2 * c]!)),
    featureCounts: classes.map((_, c) => countsOf(c)),
    totalNumFeatures: features,
    smoothingFactor: Number(smoothing) / 2 ** 16,
  };
}

/** Counting models may have room for more classes than are in use; those have learned nothing yet. */
function checkNames({ classes, composition, state }: PortableModel): void {
  const room = composition.shape.classes;
  const counts = [naiveBayes, denseCentroid, sparseCentroid].some(({ id }) => id === composition.model);
  const unnamed = counts
    ? state.hot.slice(2 * classes.length).some((total) => total !== 0n)
    : classes.length < room;
  if (unnamed || classes.length > room)
    refuse("$.classifications", `has ${classes.length} names for ${room} classes`);
}

const EXPORTERS = new Map<string, (model: PortableModel) => OriginalModelFile>([
  [sparsePerceptron.id, (model) => exportPerceptron(model, sparsePerceptron)],
  [densePerceptron.id, (model) => exportPerceptron(model, densePerceptron)],
  [denseCentroid.id, exportDenseCentroids],
  [sparseCentroid.id, exportSparseCentroids],
  [naiveBayes.id, exportNaiveBayes],
]);

/**
 * Writes a model as a file of the original system (0xDeCA10B), the inverse of {@link importOriginalModel}. Numbers are
 * written exactly; importing the file with the same options gives the same state.
 * @throws ChainlearnError invalid_model_file for what the format cannot say, with its JSON path
 */
export function exportOriginalModel(model: PortableModel): OriginalModelFile {
  const { composition } = model;
  const exporter = EXPORTERS.get(composition.model);
  if (!exporter)
    return refuse(
      "$.type",
      `has no name in the original for ${composition.model}; known are ${[...EXPORTERS.keys()].join(", ")}`,
    );
  checkNames(model);
  return exporter(model);
}
