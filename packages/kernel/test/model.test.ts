import { encodeSample, type MechanismPlugin, resolveComposition, type Shape } from "@chainlearn/core";
import { instantiateModel, packBatch, type RunningModel } from "@chainlearn/kernel";
import { linkModel } from "@chainlearn/kernel/compiler";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { beforeEach, describe, expect, test } from "vitest";

const shape: Shape = {
  features: 100,
  classes: 2,
  lane: 16,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 10,
};
const params = { learningRate: 1n, interceptRateQ16: 65_536n };
const mechanism: MechanismPlugin = {
  manifest: {
    ...{ kind: "mechanism", id: "none", version: "1.0.0", description: "Placeholder." },
    ...{ pool: [], account: [], record: [], roles: [], params: [], actions: [], errors: {} },
  },
  kernel: new Uint8Array(),
};
const composition = resolveComposition({ model: sparsePerceptron, mechanism, shape, modelParams: params });
const sampleOf = (...indices: number[]): Uint8Array => encodeSample({ indices }, shape);

let model: RunningModel;
beforeEach(async () => {
  model = instantiateModel(await linkModel(sparsePerceptron, shape, {}, params), composition);
});

describe("a running model", () => {
  test("begins at zero and has one word per 16 cells of 16 bits", () => {
    expect(model.words()).toEqual(new Array(7).fill(0n));
    expect(model.hot()).toEqual([0n]);
  });

  test("gives back the words that were set, each in its place", () => {
    const words = Array.from(
      { length: 7 },
      (_, w) => (BigInt(w + 1) << 240n) | (0xabcdn << 128n) | BigInt(w),
    );
    words[6] = 5n;
    model.setWords(0, words.slice(0, 3));
    model.setWords(3, words.slice(3));
    expect(model.words()).toEqual(words);
    model.setWords(2, [7n]);
    expect(model.words()).toEqual([...words.slice(0, 2), 7n, ...words.slice(3)]);
    expect(() => model.setWords(6, [1n, 2n])).toThrow(/^wrong_chunk/);
    expect(() => model.setWords(-1, [1n])).toThrow(/^wrong_chunk/);
  });

  test("holds hot cells to their bits and wants all of them", () => {
    model.setHot([2n ** 60n]);
    expect(model.hot()).toEqual([2n ** 47n - 1n]);
    model.setHot([-(2n ** 60n)]);
    expect(model.hot()).toEqual([-(2n ** 47n)]);
    expect(() => model.setHot([])).toThrow(/^initial_state_malformed/);
    expect(() => model.setHot([1n, 2n])).toThrow(/^initial_state_malformed/);
  });

  test("traps on a label out of range and stays as it was", () => {
    model.update(sampleOf(1, 2), 1);
    const before = model.snapshot();
    for (const label of [2, -1, 2 ** 31 - 1])
      expect(() => model.update(sampleOf(1, 2), label)).toThrow(/^trap/);
    expect(model.snapshot()).toEqual(before);
  });

  test("goes back to a snapshot, which later training does not touch", () => {
    model.update(sampleOf(1, 2), 1);
    const memento = model.snapshot();
    const [words, hot] = [model.words(), model.hot()];
    model.update(sampleOf(1, 50), 0);
    model.update(sampleOf(2, 99), 0);
    expect(model.words()).not.toEqual(words);
    model.restore(memento);
    expect([model.words(), model.hot()]).toEqual([words, hot]);
  });

  test("does in batches what it does one by one, also when its memory has to grow", async () => {
    const items = Array.from({ length: 20_000 }, (_, i) => ({
      sample: sampleOf(i % 7, 10 + (i % 13), 40 + (i % 59)),
      label: (i * i) % 3 === 0 ? 1 : 0,
    }));
    const twin = instantiateModel(await linkModel(sparsePerceptron, shape, {}, params), composition);
    for (const { sample, label } of items) twin.update(sample, label);
    const batch = model.load(packBatch(items), items.length);
    batch.update();
    expect([model.words(), model.hot()]).toEqual([twin.words(), twin.hot()]);
    const predictions = batch.predict();
    expect([...predictions]).toEqual(items.map(({ sample }) => twin.predict(sample)));
    expect(new Set(predictions).size).toBe(2);
    expect(model.predict(sampleOf(1))).toBe(twin.predict(sampleOf(1)));
  });
});

describe("a batch", () => {
  const items = (labels: readonly number[], last: Uint8Array) =>
    packBatch([
      ...labels.map((label) => ({ sample: sampleOf(label, 7, 9), label })),
      { sample: last, label: 0 },
    ]);
  const bytes = (...indices: number[]): Uint8Array =>
    Uint8Array.from(indices.flatMap((i) => [i >> 8, i & 255]));
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ["sample_malformed", Uint8Array.of(0, 1, 0)],
    ["sample_empty", new Uint8Array()],
    ["sample_too_large", bytes(...Array.from({ length: 11 }, (_, i) => i))],
    ["index_out_of_order", bytes(1, 2, 3, 4, 5, 6, 7, 7, 8, 9)],
    ["index_out_of_order", bytes(0, 2, 3, 4, 5, 6, 7, 8, 10, 9)],
    ["index_out_of_order", bytes(40_000, 5)],
    ["index_out_of_range", bytes(3, 100)],
    ["index_out_of_range", bytes(65_535)],
  ];

  test.each(cases)("is refused with %s, and nothing has been learned", async (code, last) => {
    for (const simd of [true, false]) {
      const linked = await linkModel(sparsePerceptron, shape, {}, params, { simd });
      const running = instantiateModel(linked, composition);
      const batch = running.load(items([1, 0, 1], last), 4);
      const before = running.snapshot();
      expect(() => batch.update()).toThrow(expect.objectContaining({ code }));
      expect(running.snapshot()).toEqual(before);
      expect(() => batch.predict()).toThrow(expect.objectContaining({ code }));
    }
  });

  test("takes every ascending sample of every length up to the largest", () => {
    const samples = Array.from({ length: 10 }, (_, n) =>
      sampleOf(...Array.from({ length: n + 1 }, (_, i) => 9 * i + n)),
    );
    const batch = model.load(packBatch(samples.map((sample) => ({ sample, label: 1 }))), samples.length);
    expect([...batch.predict()]).toEqual(samples.map(() => 0));
  });

  test("is refused for a label out of range, which predictions do not look at", () => {
    const batch = model.load(items([1, 2], sampleOf(1)), 3);
    const before = model.snapshot();
    expect(() => batch.update()).toThrow(/^label_out_of_range/);
    expect(model.snapshot()).toEqual(before);
    expect([...batch.predict()]).toEqual([0, 0, 0]);
  });

  test("ends when another is loaded", () => {
    const first = model.load(items([1], sampleOf(1)), 2);
    const second = model.load(items([0], sampleOf(1)), 2);
    expect(() => first.update()).toThrow(/^unsupported/);
    expect(() => first.predict()).toThrow(/^unsupported/);
    second.update();
  });
});

test("the linker names a parameter that is missing and a word that it has not", async () => {
  await expect(linkModel(sparsePerceptron, shape, {}, { learningRate: 1n })).rejects.toMatchObject({
    code: "compile_failed",
    message: expect.stringMatching(/interceptRateQ16/),
  });
  const { manifest } = sparsePerceptron;
  const stranger = { manifest: { ...manifest, params: [] }, kernel: sparsePerceptron.kernel };
  await expect(linkModel(stranger, shape, {}, {})).rejects.toMatchObject({
    code: "compile_failed",
    message: expect.stringMatching(/config\.learningRate/),
  });
});
