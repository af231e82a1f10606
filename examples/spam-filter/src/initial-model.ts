import { createModel } from "@chainlearn/adapter-local";
import { type ModelState, modelParams, type ResolvedModel, resolveModel } from "@chainlearn/core";
import type { LabelledSample } from "./mail/prepare.ts";
import { seededRandom, shuffled } from "./random.ts";

const PASSES = 5;
/**
 * Size of a correction before deployment, in corrections after it. The deployer's labels are known to be right, so
 * they weigh more than a stranger's single mail: one wrong label cannot turn the model over.
 */
const RATE = 12n;

const add = (sum: readonly bigint[], values: readonly bigint[]): bigint[] =>
  values.map((value, i) => (sum[i] ?? 0n) + value);
const divide = (sum: readonly bigint[], by: bigint): bigint[] => sum.map((value) => value / by);

/**
 * Trains the model that is deployed: the average of all states that a perceptron passes through while it reads the
 * deployer's mails a few times (averaging steadies a perceptron; Freund and Schapire 1999).
 */
export async function trainInitialModel(
  composition: ResolvedModel,
  mails: readonly LabelledSample[],
  seed: number,
): Promise<ModelState> {
  const params = { ...modelParams(composition), learningRate: RATE };
  const model = await createModel(resolveModel({ ...composition, params }));
  const random = seededRandom(seed);
  let cells: bigint[] = [];
  let hot: bigint[] = [];
  let steps = 0n;
  for (let pass = 0; pass < PASSES; pass++) {
    for (const { sample, label } of shuffled(mails, random)) {
      model.update(sample, label);
      const state = model.state();
      cells = add(cells, state.cells);
      hot = add(hot, state.hot);
      steps += 1n;
    }
  }
  return { cells: divide(cells, steps), hot: divide(hot, steps) };
}
