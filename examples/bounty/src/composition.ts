import { createModel } from "@chainlearn/adapter-local";
import { type Composition, type ModelState, resolveModel } from "@chainlearn/core";
import { vocabulary } from "@chainlearn/encoders";
import { predictionMarket } from "@chainlearn/mechanisms";
import { averagedPerceptron } from "@chainlearn/models-wasm";
import { type LabelledSample, type Mails, SHAPE } from "./mails.ts";

const DAY = 86_400n;
const PASSES = 2;

/** 0.001 ETH, or 1 ATOM. */
export const STAKE_UNITS = 1_000_000n;
/** The filter, whatever the market. */
export const FILTER: Parameters<typeof resolveModel>[0] = {
  model: averagedPerceptron,
  shape: SHAPE,
  params: { learningRate: 1n },
};

// #region composition
/** A market that pays two hundred stakes to those who make a spam filter better, account by account. */
export const marketOf = (mails: Mails): Composition => ({
  model: FILTER.model,
  shape: SHAPE,
  modelParams: { learningRate: 1n },
  mechanism: predictionMarket,
  encoder: vocabulary,
  encoderParams: mails.encoderParams,
  mechanismParams: {
    stakeUnits: STAKE_UNITS,
    rounds: 200n,
    bondUnits: 20n * STAKE_UNITS,
    drawBondUnits: STAKE_UNITS,
    stepFeeUnits: 1_000n,
    feePotUnits: 3n * STAKE_UNITS,
    testParts: BigInt(mails.tests.length),
    itemsPerPart: BigInt(mails.tests[0]!.length),
    grouped: 1n,
    ...{ commitSeconds: DAY, drawSeconds: DAY, showSeconds: DAY, stakeSeconds: 7n * DAY, revealSeconds: DAY },
  },
});
// #endregion

/** What is deployed: an averaged perceptron that has read the provider's few mails. */
export async function initialModel(mails: readonly LabelledSample[]): Promise<ModelState> {
  const model = await createModel(resolveModel(FILTER));
  for (let pass = 0; pass < PASSES; pass++)
    for (const { sample, label } of mails) model.update(sample, label);
  return model.state();
}

/** Share of the mails that a model labels correctly, 0 to 1. */
export async function accuracy(state: ModelState, mails: readonly LabelledSample[]): Promise<number> {
  const model = await createModel(resolveModel(FILTER), state);
  return mails.filter(({ sample, label }) => model.predict(sample) === label).length / mails.length;
}
