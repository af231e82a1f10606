import { createModel } from "@chainlearn/adapter-local";
import { type LaneBits, type ModelPlugin, type ModelState, resolveModel, type Shape } from "@chainlearn/core";
import { averagedPerceptron, naiveBayes } from "@chainlearn/models-wasm";
import { type LabelledMail, SHAPE } from "./mail.ts";
import type { Random } from "./random.ts";

/** A model as it is simulated. */
export interface SimulatedModel {
  readonly title: string;
  readonly plugin: ModelPlugin;
  readonly lane: LaneBits;
  /** How often the initial mails are learnt; counting models count each once. */
  readonly passes: number;
}

export const MODELS = {
  "averaged-perceptron": {
    ...{ title: "averaged perceptron", plugin: averagedPerceptron, lane: 32, passes: 5 },
  },
  "naive-bayes": { title: "naive Bayes", plugin: naiveBayes, lane: 16, passes: 1 },
} as const satisfies Record<string, SimulatedModel>;

export type ModelName = keyof typeof MODELS;

export const shapeOf = ({ lane }: SimulatedModel): Shape => ({ ...SHAPE, lane });

/** The state that is deployed: the model after the initial mails. */
export async function initialState(
  model: SimulatedModel,
  mails: readonly LabelledMail[],
  random: Random,
): Promise<ModelState> {
  const created = await createModel(resolveModel({ model: model.plugin, shape: shapeOf(model) }));
  for (let pass = 0; pass < model.passes; pass++) {
    for (const { words, label } of random.shuffled(mails)) created.update({ indices: words }, label);
  }
  return created.state();
}
