import { ChainlearnError, type Sample } from "@chainlearn/core";
import type { JsonNode } from "./json-node.ts";

/** The encoder features that a perceptron file selects, one for each of its features. */
export function readFeatureIndices(file: JsonNode, features: number): number[] | undefined {
  const list = file.get("featureIndices");
  if (list.isMissing) return undefined;
  const nodes = list.items();
  if (nodes.length !== features)
    list.fail(`has ${nodes.length} indices for ${features} features; one each is needed`);
  const seen = new Set<number>();
  return nodes.map((node) => {
    const index = node.whole(0, Number.MAX_SAFE_INTEGER);
    if (seen.has(index)) node.fail(`is ${index} again; an index selects one feature`);
    seen.add(index);
    return index;
  });
}

/**
 * The part of an encoder's sample that a model with `featureIndices` is about: feature j of the model is feature
 * featureIndices[j] of the encoder. Dense: those values in that order. Sparse: the present ones among them, renumbered.
 * @throws ChainlearnError sample_malformed if a dense sample lacks a selected feature
 */
export function selectFeatures(sample: Sample, featureIndices: readonly number[]): Sample {
  const { indices, values } = sample;
  if (!indices) {
    return {
      values: featureIndices.map((index) => {
        const value = values?.[index];
        if (value === undefined)
          throw new ChainlearnError(
            "sample_malformed",
            `the sample has ${values?.length ?? 0} values; feature ${index} is selected.`,
          );
        return value;
      }),
    };
  }
  const position = new Map(featureIndices.map((index, j) => [index, j]));
  const entries = indices
    .flatMap((index, p) => {
      const feature = position.get(index);
      return feature === undefined ? [] : [{ feature, value: values?.[p] }];
    })
    .sort((a, b) => a.feature - b.feature);
  return {
    indices: entries.map(({ feature }) => feature),
    ...(values && { values: entries.map(({ value }) => value!) }),
  };
}
