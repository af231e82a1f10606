import { createModel } from "@chainlearn/adapter-local";
import type { ModelState, ResolvedModel } from "@chainlearn/core";
import { seededRandom, shuffled } from "@chainlearn/example-kit/random";
import type { LabelledSample } from "./mail/prepare.ts";

const PASSES = 2;

/** Trains the model that is deployed: an averaged perceptron reads the deployer's mails a few times. */
export async function trainInitialModel(
  composition: ResolvedModel,
  mails: readonly LabelledSample[],
  seed: number,
): Promise<ModelState> {
  const model = await createModel(composition);
  const random = seededRandom(seed);
  for (let pass = 0; pass < PASSES; pass++) {
    for (const { sample, label } of shuffled(mails, random)) model.update(sample, label);
  }
  return model.state();
}
