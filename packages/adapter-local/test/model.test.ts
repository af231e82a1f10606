import { createLocalChain, createModel, type LabelledSample } from "@chainlearn/adapter-local";
import { exportModel, importModel, readModelState, resolveModel, type Shape } from "@chainlearn/core";
import { Random, ReferencePerceptron } from "@chainlearn/core/testing";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { describe, expect, it } from "vitest";
import { stakeComposition } from "./support/compositions.ts";
import { codeOf } from "./support/stage.ts";

const shape: Shape = {
  features: 20,
  classes: 2,
  lane: 8,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 20,
};
const params = { learningRate: 7n, interceptRateQ16: 65_536n };
const resolved = resolveModel({ model: sparsePerceptron, shape, params });

function stream(seed: number, count: number): LabelledSample[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => ({
    sample: {
      indices: Array.from({ length: 20 }, (_, i) => i).filter((i) => i === 0 || random.below(4) === 0),
    },
    label: random.below(2),
  }));
}

describe("a model in process", () => {
  it("learns what the rule in bigint arithmetic learns", async () => {
    const oracle = new ReferencePerceptron(shape, params);
    const model = await createModel(resolved);
    const samples = stream(1, 300);
    const done: number[] = [];
    expect(await model.train(samples, { onProgress: (n) => done.push(n) })).toBe(300);
    for (const { sample, label } of samples) oracle.update(sample, label);
    expect(model.state()).toEqual({ cells: oracle.cells, hot: [oracle.intercept] });
    expect(model.accuracy(samples)).toBe(
      samples.filter(({ sample, label }) => oracle.predict(sample) === label).length / 300,
    );
    expect(done).toEqual([300]);
  });

  it("goes on from an export as if it had never stopped", async () => {
    const samples = stream(2, 200);
    const whole = await createModel(resolved);
    await whole.train(samples);
    const first = await createModel(resolved);
    await first.train(samples.slice(0, 77));
    const saved = JSON.stringify(exportModel(resolved, first.state()));
    const second = await createModel(resolved, importModel(resolved, JSON.parse(saved)));
    await second.train(samples.slice(77));
    expect(second.state()).toEqual(whole.state());
  });

  it("reads samples from a source that comes bit by bit", async () => {
    async function* source(): AsyncGenerator<LabelledSample> {
      for (const one of stream(3, 50)) yield one;
    }
    const [sync, async] = [await createModel(resolved), await createModel(resolved)];
    expect(await async.train(source())).toBe(50);
    await sync.train(stream(3, 50));
    expect(async.state()).toEqual(sync.state());
  });

  it("refuses bad samples and labels with a chain's codes and stays as it was", async () => {
    const model = await createModel(resolved, { cells: [5n], hot: [1n] });
    const before = model.state();
    for (const [code, indices, label] of [
      ["sample_empty", [], 0],
      ["index_out_of_order", [3, 3], 0],
      ["index_out_of_range", [20], 0],
      ["label_out_of_range", [1], 2],
      ["label_out_of_range", [1], -1],
    ] as const)
      expect(await codeOf(model.train([{ sample: { indices }, label }]))).toBe(code);
    expect(await codeOf((async () => model.load({ cells: [128n] }))())).toBe("initial_state_malformed");
    expect(model.state()).toEqual(before);
  });

  it("stops when its caller says so", async () => {
    const abort = new AbortController();
    function* endless(): Generator<LabelledSample> {
      const samples = stream(4, 64);
      for (;;) yield* samples;
    }
    const model = await createModel(resolved);
    const training = model.train(endless(), { signal: abort.signal, onProgress: () => abort.abort() });
    expect(await codeOf(training)).toBe("aborted");
    expect(model.state().cells.some((cell) => cell !== 0n)).toBe(true);
  });

  it("is what a deployment starts from, and takes back what the chain has made of it", async () => {
    const composition = stakeComposition();
    const model = await createModel(composition);
    model.update({ indices: [1, 2] }, 1);
    const chain = await createLocalChain();
    const { trainer, receipt } = await chain.adapter.deploy(composition, {
      from: chain.accounts[0]!,
      initialState: model.state(),
    });
    expect(receipt.initialStateHash).toBe(exportModel(composition, model.state()).stateHash);
    await trainer.addData({ from: chain.accounts[1]!, sample: { indices: [2, 3] }, label: 0 });
    model.update({ indices: [2, 3] }, 0);
    expect(await readModelState(trainer)).toEqual(model.state());
    expect(await readModelState(trainer, receipt.block + 2)).not.toEqual(model.state());
  });
});
