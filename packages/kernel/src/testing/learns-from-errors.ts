import { modelParams, type ResolvedModel, type Sample, type Shape } from "@chainlearn/core";
import { ReferenceTrap } from "./instance.ts";
import { createReferenceModel } from "./model.ts";

/** A rule does not depend on how many features there are; few are faster. */
const FEATURES = 32;
const MOST_ENTRIES = 8;
const SHARE_OF_FEATURES = 0.25;
const PROBES = 256;

/** Numerical Recipes' generator, 0 to 1: the same samples every time. */
function* numbers(): Generator<number, never> {
  for (let state = 1; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function sampleOf({ features, encoding, valueBits, maxEntries }: Shape, random: () => number): Sample {
  const value = (): number => Math.round((2 * random() - 1) * 2 ** valueBits);
  if (encoding === "dense") return { values: Array.from({ length: features }, value) };
  const present = Array.from({ length: features }, (_, j) => j).filter(() => random() < SHARE_OF_FEATURES);
  const indices = present.length > 0 ? present.slice(0, maxEntries) : [0];
  return { indices, ...(encoding === "sparse-values" && { values: indices.map(value) }) };
}

const isSame = (a: readonly bigint[], b: readonly bigint[]): boolean => a.every((cell, k) => cell === b[k]);

/**
 * Whether a model changes nothing when it is trained on labels that it predicts already. Found by trying: its own kernel,
 * on the reference host, learns random labels in a small shape, and in between the labels that it predicts at that moment.
 * Samples that trap tell nothing.
 */
export function learnsFromErrorsOnly(resolved: ResolvedModel): boolean {
  const features = Math.min(resolved.shape.features, FEATURES);
  const isDense = resolved.shape.encoding === "dense";
  const maxEntries = isDense ? features : Math.min(resolved.shape.maxEntries, MOST_ENTRIES, features);
  const shape = { ...resolved.shape, features, maxEntries };
  const model = createReferenceModel(resolved.model, shape, modelParams(resolved));
  const stream = numbers();
  const random = (): number => stream.next().value;
  const changesWhereRight = (): boolean => {
    model.update(sampleOf(shape, random), Math.floor(random() * shape.classes));
    const sample = sampleOf(shape, random);
    const label = model.predict(sample);
    const before = [...model.cells, ...model.hot];
    model.update(sample, label);
    return !isSame(before, [...model.cells, ...model.hot]);
  };
  let tried = 0;
  for (let k = 0; k < PROBES; k++) {
    try {
      if (changesWhereRight()) return false;
      tried += 1;
    } catch (error) {
      if (!(error instanceof ReferenceTrap)) throw error;
    }
  }
  return tried > 0;
}
