import {
  cellsToWords,
  encodeSample,
  type MechanismPlugin,
  type ModelPlugin,
  type Params,
  resolveComposition,
  type Sample,
  type Shape,
  wordsToCells,
} from "@chainlearn/core";
import { instantiateModel } from "@chainlearn/kernel";
import { linkModel } from "@chainlearn/kernel/compiler";

/** A composition needs a mechanism, a model in memory does not. */
export const noMechanism: MechanismPlugin = {
  manifest: {
    kind: "mechanism",
    id: "none",
    version: "1.0.0",
    description: "Placeholder.",
    pool: [],
    account: [],
    record: [],
    roles: [],
    params: [],
    actions: [],
    errors: {},
  },
  kernel: new Uint8Array(),
};

/** A linked model with cells instead of words and samples instead of bytes. */
export async function startLinked(model: ModelPlugin, shape: Shape, modelParams: Params) {
  const composition = resolveComposition({ model, mechanism: noMechanism, shape, modelParams });
  const running = instantiateModel(
    await linkModel(model, shape, composition.constants, modelParams),
    composition,
  );
  return {
    running,
    composition,
    predict: (sample: Sample): number => running.predict(encodeSample(sample, shape)),
    margin: (sample: Sample, label: number): bigint => running.margin(encodeSample(sample, shape), label),
    update: (sample: Sample, label: number): void => running.update(encodeSample(sample, shape), label),
    cells: (): bigint[] => wordsToCells(running.words(), shape.lane, composition.layout.cells),
    setCells: (cells: readonly bigint[]): void => running.setWords(0, cellsToWords(cells, shape.lane)),
  };
}
