import { ChainlearnError } from "@chainlearn/core";
import { hasSparseCentroids } from "./centroids.ts";
import { JsonNode } from "./json-node.ts";
import { importNaiveBayes } from "./naive-bayes.ts";
import { importDenseCentroids } from "./nearest-centroid-dense.ts";
import { importSparseCentroids } from "./nearest-centroid-sparse.ts";
import { importDensePerceptron, importSparsePerceptron } from "./perceptron.ts";
import type { ImportOptions, PortableModel } from "./portable-model.ts";

type Importer = (file: JsonNode, options: ImportOptions) => PortableModel;

// A type without "dense" or "sparse" is dense, unless it has what only sparse models have.
const importPerceptron: Importer = (file, options) =>
  (file.get("sparseWeights").isMissing ? importDensePerceptron : importSparsePerceptron)(file, options);

const importCentroids: Importer = (file, options) =>
  (hasSparseCentroids(file) ? importSparseCentroids : importDenseCentroids)(file, options);

const IMPORTERS = new Map<string, Importer>([
  ["perceptron", importPerceptron],
  ["dense perceptron", importDensePerceptron],
  ["sparse perceptron", importSparsePerceptron],
  ["nearest centroid classifier", importCentroids],
  ["dense nearest centroid classifier", importDenseCentroids],
  ["sparse nearest centroid classifier", importSparseCentroids],
  ["naive bayes", importNaiveBayes],
]);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ChainlearnError("invalid_model_file", `$ is not JSON: ${(cause as Error).message}.`, {
      cause,
      details: { path: "$" },
    });
  }
}

/**
 * Turns a model file of the original system (0xDeCA10B) into what a deployment needs. The model predicts what the file
 * says in floating point, but for ties within the rounding that README.md states; nothing is clipped to fit.
 * @param file JSON text, or the value that it stands for
 * @throws ChainlearnError invalid_model_file, with the JSON path at fault in its message and in `details.path`;
 *   invalid_composition for options that are out of range
 */
export function importOriginalModel(file: unknown, options: ImportOptions = {}): PortableModel {
  const root = new JsonNode(typeof file === "string" ? parse(file) : file);
  const type = root.get("type");
  const importer = IMPORTERS.get(type.text().toLowerCase());
  if (!importer)
    return type.fail(`is ${JSON.stringify(type.text())}; known are ${[...IMPORTERS.keys()].join(", ")}`);
  return importer(root, options);
}
