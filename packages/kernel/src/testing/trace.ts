import { type ModelState, modelParams, type ResolvedModel, type Sample, startLabels } from "@chainlearn/core";
import { ReferenceTrap } from "./instance.ts";
import { createReferenceModel } from "./model.ts";

/** One word that a kernel used. */
export interface WordCall {
  /** As "state.add". */
  readonly word: string;
  readonly args: readonly (number | bigint)[];
  /** Undefined for words without a result, and for the one that trapped. */
  readonly result?: unknown;
}

/** What one call of a model did, word by word. */
export interface ModelTrace {
  readonly calls: readonly WordCall[];
  /** What `predict` returned. */
  readonly label?: number;
  /** Why the call trapped, in terms of the vocabulary; undefined if it did not. */
  readonly trap?: string;
}

/**
 * Runs one call of a model's kernel on the reference host and writes down every word. Hosts say only that a kernel
 * trapped; with the state that the chain has (`readModelState`) this says where.
 * @param state missing cells are 0, missing labels those that the composition starts with
 * @param call with a label: `update`; without: `predict`
 */
export function traceModel(
  resolved: ResolvedModel,
  state: Partial<ModelState>,
  { sample, label }: { readonly sample: Sample; readonly label?: number },
): ModelTrace {
  const calls: WordCall[] = [];
  const { model, shape } = resolved;
  const running = createReferenceModel(model, shape, modelParams(resolved), (word, args) => {
    const at = calls.push({ word, args }) - 1;
    return (result) => {
      if (result !== undefined) calls[at] = { word, args, result };
    };
  });
  const { cells = [], hot = [], labels = startLabels(resolved) } = state;
  running.labels = labels;
  running.cells.splice(0, cells.length, ...cells);
  running.hot.splice(0, hot.length, ...hot);
  try {
    if (label !== undefined) running.update(sample, label);
    else return { calls, label: running.predict(sample) };
  } catch (error) {
    if (!(error instanceof ReferenceTrap)) throw error;
    return { calls, trap: error.message };
  }
  return { calls };
}
