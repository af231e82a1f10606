import type { ModelManifest } from "@chainlearn/core";
import { checkClassCount } from "./choices.ts";
import type { JsonNode } from "./json-node.ts";

/** One class of a file of centroids. */
export interface CentroidNode {
  readonly name: string;
  readonly centroid: JsonNode;
  readonly samples: number;
  readonly samplesNode: JsonNode;
}

/** `intents` is the original's older name of `centroids`. */
function listOf(file: JsonNode): JsonNode {
  const [centroids, intents] = [file.get("centroids"), file.get("intents")];
  if (intents.isMissing) return centroids;
  if (!centroids.isMissing) intents.fail("is another name of centroids; a file has one of them");
  return intents;
}

/** The classes in their order, each with at least one sample. */
export function readCentroids(file: JsonNode, manifest: ModelManifest): CentroidNode[] {
  const list = listOf(file);
  const classes = list.entries().map(([name, node]) => {
    const samplesNode = node.get("dataCount");
    // The original predicts a class without samples by a mean that its first sample replaces; here it is nowhere.
    const samples = samplesNode.whole(1, Number.MAX_SAFE_INTEGER);
    return { name, centroid: node.get("centroid"), samples, samplesNode };
  });
  checkClassCount(classes.length, list, manifest);
  return classes;
}

/** Whether a file of centroids that does not say so is about sparse samples: only they have centroids by index. */
export function hasSparseCentroids(file: JsonNode): boolean {
  const [first] = listOf(file).entries();
  return first !== undefined && !first[1].get("centroid").isList;
}
