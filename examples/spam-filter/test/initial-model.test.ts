import { createLocalChain, createModel } from "@chainlearn/adapter-local";
import { createTrainers, type ModelState, readModelState } from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import { expect, it } from "vitest";
import { spamFilter } from "../src/composition.ts";
import { trainInitialModel } from "../src/initial-model.ts";
import { loadMails } from "../src/mail/corpus.ts";
import { prepareMails } from "../src/mail/prepare.ts";
import { seededRandom, shuffled } from "../src/random.ts";

const chain = await createLocalChain();
const composition = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] }).resolve(
  spamFilter,
);
const { initial, heldBack } = prepareMails(loadMails(), 1, 40);

/** An averaged perceptron in plain numbers. */
function averagedPerceptron(rate: number, passes: number, seed: number): { cells: bigint[]; hot: bigint[] } {
  const weights = new Array<number>(1_000).fill(0);
  const sums = [...weights];
  let intercept = 0;
  let interceptSum = 0;
  let steps = 0;
  const random = seededRandom(seed);
  for (let pass = 0; pass < passes; pass++) {
    for (const { sample, label } of shuffled(initial, random)) {
      const score = sample.indices.reduce((sum, index) => sum + weights[index]!, intercept);
      if ((score > 0 ? 1 : 0) !== label) {
        const step = label === 1 ? rate : -rate;
        for (const index of sample.indices) weights[index]! += step;
        intercept += step;
      }
      weights.forEach((weight, i) => {
        sums[i]! += weight;
      });
      interceptSum += intercept;
      steps += 1;
    }
  }
  const mean = (sum: number): bigint => BigInt(Math.trunc(sum / steps));
  return { cells: sums.map(mean), hot: [mean(interceptSum)] };
}

it("is an averaged perceptron", async () => {
  expect(await trainInitialModel(composition, initial, 1)).toEqual(averagedPerceptron(12, 5, 1));
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
