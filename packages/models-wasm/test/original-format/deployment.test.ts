import { createLocalChain, type LocalChain } from "@chainlearn/adapter-local";
import { createTrainers, type Trainer } from "@chainlearn/core";
import { Random } from "@chainlearn/core/testing";
import { mechanisms } from "@chainlearn/mechanisms";
import { importOriginalModel, models, type PerceptronFile } from "@chainlearn/models-wasm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { formatCases } from "./cases.ts";
import { predictionOf } from "./float-model.ts";
import { randomSample } from "./samples.ts";

const SAMPLES = 60;
let chain: LocalChain;

beforeAll(async () => {
  chain = await createLocalChain();
});
afterAll(() => chain.close());

describe.each(formatCases)("$title", (format) => {
  test("an imported model runs on a chain and learns as the float model does", async () => {
    // Where an import warns, it learns at another pace than the float model.
    const plain = format.files.filter((candidate) => importOriginalModel(candidate).warnings?.length === 0);
    const [file] = fc.sample(plain, { seed: 4, numRuns: 1 });
    if (!file) throw new Error("no file");
    const imported = importOriginalModel(file);
    const { shape } = imported.composition;
    const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] });
    const from = chain.accounts[0]!;
    const { trainer } = await trainers.deploy(
      { ...imported.composition, mechanism: "stake", mechanismParams: { costWeightUnits: 0n } },
      { from, initialState: imported.state },
    );
    const float = format.floatModel(file, shape.features);
    const random = new Random(7);
    const before = await stateOf(trainer);
    let same = 0;
    for (let i = 0; i < SAMPLES; i++) {
      const { sample, float: floatSample } = randomSample(random, shape);
      const label = random.below(shape.classes);
      if ((await trainer.predict(sample)) === predictionOf(float.scores(floatSample))) same += 1;
      await trainer.addData({ from, sample, label });
      float.update(floatSample, label);
    }
    expect(await stateOf(trainer)).not.toEqual(before);
    expect(same).toBeGreaterThanOrEqual(SAMPLES - 1);
  });
});

const stateOf = async (trainer: Trainer): Promise<readonly bigint[]> => {
  const { words, hot } = await trainer.snapshot({});
  return [...words, ...hot];
};

test("the README's code runs", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const { faces, imported, sample, trained, trainer } = await import("./readme.ts");
  expect(log.mock.calls[0]).toEqual(["spam"]);
  const { weights, intercept, learningRate } = trained as PerceptronFile;
  // The original's rule by hand: a mistake moves the weights of 0 and 3 by the rate and leaves the intercept.
  expect(weights).toEqual([1, -0.75, 0, -0.25, 0, 0, 0, 0, 0, -2]);
  expect([intercept, learningRate]).toEqual([-0.125, 0.5]);
  expect(trainer.composition.model.manifest.id).toBe(imported.composition.model);
  expect(faces.composition.model).toBe("dense-perceptron");
  expect(sample.values).toEqual([39_322, -52_429]);
});
