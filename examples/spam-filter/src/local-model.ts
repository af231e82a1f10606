import {
  encodeSample,
  type ModelState,
  type ResolvedComposition,
  type Sample,
  wordsToCells,
} from "@chainlearn/core";
import { instantiateModel } from "@chainlearn/kernel";
import { linkModel } from "@chainlearn/kernel/compiler";
import type { LabelledSample } from "./mail/prepare.ts";

/** The composition's model in this process: the kernel that also runs on chain, with a state of its own. */
export interface LocalModel {
  predict(sample: Sample): number;
  update(sample: Sample, label: number): void;
  state(): ModelState;
  /** Takes over a state as a chain's snapshot has it. */
  load(words: readonly bigint[], hot: readonly bigint[]): void;
  /** Share of samples that get their true label. */
  accuracy(samples: readonly LabelledSample[]): number;
}

export async function createLocalModel(composition: ResolvedComposition): Promise<LocalModel> {
  const { model, shape, constants, layout, params } = composition;
  const modelParams = Object.fromEntries(
    params.filter((param) => param.owner === "model").map((param) => [param.spec.name, param.value]),
  );
  const running = instantiateModel(await linkModel(model, shape, constants, modelParams), composition);
  const predict = (sample: Sample): number => running.predict(encodeSample(sample, shape));
  return {
    predict,
    update: (sample, label) => running.update(encodeSample(sample, shape), label),
    state: () => ({ cells: wordsToCells(running.words(), shape.lane, layout.cells), hot: running.hot() }),
    load: (words, hot) => {
      running.setWords(0, words);
      running.setHot(hot);
    },
    accuracy: (samples) =>
      samples.filter(({ sample, label }) => predict(sample) === label).length / samples.length,
  };
}
