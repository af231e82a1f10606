import { createLocalChain, createModel } from "@chainlearn/adapter-local";
import { createTrainers, type ModelState, readModelState } from "@chainlearn/core";
import { seededRandom, shuffled } from "@chainlearn/example-kit/random";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import { expect, it } from "vitest";
import { trainInitialModel } from "../src/initial-model.ts";
import { loadStoryMails } from "../src/mail/corpus.ts";
import { prepareMails } from "../src/mail/prepare.ts";
import { MECHANISMS } from "../src/mechanism/mechanisms.ts";

const chain = await createLocalChain();
const composition = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] }).resolve(
  MECHANISMS.stake.composition,
);
const { initial, heldBack } = prepareMails(loadStoryMails(), 1, 40);

/** An averaged perceptron in plain numbers: weights, and the sums of what they were after each mail. */
function averagedPerceptron(passes: number, seed: number): ModelState {
  const weights = new Array<number>(1_001).fill(0);
  const sums = [...weights];
  const INTERCEPT = 1_000;
  let mails = 0;
  const random = seededRandom(seed);
  for (let pass = 0; pass < passes; pass++) {
    for (const { sample, label } of shuffled(initial, random)) {
      const present = [...sample.indices, INTERCEPT];
      const score = present.reduce((sum, index) => sum + weights[index]!, 0);
      if ((score > 0 ? 1 : 0) !== label) for (const index of present) weights[index]! += label === 1 ? 1 : -1;
      weights.forEach((weight, i) => {
        sums[i]! += weight;
      });
      mails += 1;
    }
  }
  // The kernel keeps u = w t - sum, so that w - u / t is the mean.
  const lanes = weights.map((weight, i) => [BigInt(weight), BigInt(weight * mails - sums[i]!)] as const);
  return {
    cells: lanes.slice(0, INTERCEPT).flat(),
    hot: [BigInt(mails), ...lanes[INTERCEPT]!],
  };
}

it("is an averaged perceptron", async () => {
  expect(await trainInitialModel(composition, initial, 1)).toEqual(averagedPerceptron(2, 1));
});

it("knows more than the share of the larger class", async () => {
  const model = await createModel(composition);
  const untrained = model.accuracy(heldBack);
  model.load(await deployed());
  expect(model.accuracy(heldBack)).toBeGreaterThan(untrained + 0.1);
});

async function deployed(): Promise<ModelState> {
  const initialState = await trainInitialModel(composition, initial, 1);
  const { trainer } = await chain.adapter.deploy(composition, { from: chain.accounts[0]!, initialState });
  return readModelState(trainer);
}
