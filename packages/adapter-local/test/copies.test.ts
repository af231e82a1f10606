import { createLocalChain, createModel, Shell, verify } from "@chainlearn/adapter-local";
import { readModelState, resolveComposition, resolveModel, type Shape } from "@chainlearn/core";
import { CopiesRun } from "@chainlearn/core/testing";
import { copiesMechanism, createReferenceModel, probePlugins } from "@chainlearn/kernel/testing";
import { stake } from "@chainlearn/mechanisms";
import { naiveBayes, sparsePerceptron } from "@chainlearn/models-wasm";
import { expect, test } from "vitest";

const shape: Shape = {
  ...{ features: 21, classes: 2, lane: 16, encoding: "sparse" },
  ...{ valueBits: 0, maxEntries: 8 },
};
const mechanism = await copiesMechanism();
const subject = {
  ...{ model: sparsePerceptron, mechanism: stake, copies: mechanism },
  references: { "kernel on bigints": createReferenceModel },
};
const params = { learningRate: 3n, interceptRateQ16: 65_536n };

test("two copies are what two models apart are, and a log repeats them", async () => {
  const run = await CopiesRun.start(subject, await createLocalChain(), { shape, params });
  await run.steps(150);
  expect(run.wereApart).toBe(true);
  const { ok, firstDifference } = await verify(run.trainer);
  expect([ok, firstDifference]).toEqual([true, undefined]);
});

test("both copies begin with the initial state", async () => {
  const composition = resolveComposition({ model: sparsePerceptron, mechanism, shape });
  const { stateWords, cellsPerWord, hot } = composition.layout;
  expect([stateWords, cellsPerWord, hot.map(({ name }) => name)]).toEqual([
    3,
    8,
    ["intercept", "working.intercept"],
  ]);
  const chain = await createLocalChain();
  const cells = Array.from({ length: shape.features }, (_, i) => BigInt(i - 9));
  const { trainer } = await chain.adapter.deploy(composition, {
    from: chain.accounts[0]!,
    initialState: { cells, hot: [-5n] },
  });
  const { words, hot: packed } = await trainer.snapshot({});
  expect(packed).toEqual([-5n, -5n]);
  expect(words.map((word) => word >> 128n)).toEqual(words.map((word) => BigInt.asUintN(128, word)));
  for (const which of [0, 1] as const)
    expect(await readModelState(trainer, undefined, which)).toEqual({ cells, hot: [-5n] });
});

test("bits beyond the last cell of either half are refused", async () => {
  const composition = resolveComposition({ model: sparsePerceptron, mechanism, shape });
  const shell = await Shell.create(composition, {
    ...{ deployer: "ann", roles: {}, baseUnitsPerUnit: 1n, deliver: () => true },
  });
  const call = { sender: "ann", time: 1, paidBaseUnits: 0n };
  // 21 cells: the last word has five of a half's eight.
  const fits = (1n << 80n) - 1n;
  for (const stray of [1n << 80n, 1n << 208n, 1n << 255n])
    expect(() => shell.initialize(call, 0, [0n, 0n, stray])).toThrow(/^initial_state_malformed/);
  shell.initialize(call, 0, [0n, 0n, fits | (fits << 128n)]);
  expect(shell.words()).toEqual([0n, 0n, fits | (fits << 128n)]);
});

test("a mechanism that asks for margins needs a model that has them", async () => {
  const { model } = await probePlugins();
  const wide = { ...shape, encoding: "dense", maxEntries: 21 } as const;
  expect(() => resolveComposition({ model, mechanism, shape: wide })).toThrow(
    /^invalid_composition.*copies-mechanism asks .* probe-model .* exports no margin/,
  );
  const alone = await createModel(resolveModel({ model, shape: wide }));
  const sample = { values: new Array<number>(21).fill(1) };
  expect(() => alone.margin(sample, 0)).toThrow(/^unsupported/);
});

test("a model in process tells margins, also of a composition with two copies", async () => {
  const composition = resolveComposition({ model: naiveBayes, mechanism, shape });
  const model = await createModel(composition);
  model.update({ indices: [1] }, 1);
  expect([0, 1].map((label) => model.margin({ indices: [1] }, label) >= 0n)).toEqual([false, true]);
  expect(model.predict({ indices: [1] })).toBe(1);
  expect(() => model.margin({ indices: [1] }, 2)).toThrow(/^label_out_of_range/);
});
