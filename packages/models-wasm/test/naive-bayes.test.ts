import { type LaneBits, resolveComposition, type Shape } from "@chainlearn/core";
import { naiveBayes } from "@chainlearn/models-wasm";
import { describe, expect, test } from "vitest";
import { naiveBayes as oracle } from "./oracles/naive-bayes.ts";
import type { RuleCase } from "./rule/case.ts";
import { testRule } from "./rule/test-rule.ts";
import { noMechanism, startLinked } from "./running.ts";

const LAPLACE = { smoothingQ16: 65_536n };
const SMOOTHINGS = [65_536n, 1n, 2n ** 24n, 6_554n];
const LANES: readonly LaneBits[] = [16, 8, 32];

const cases = LANES.flatMap((lane, l) =>
  [3, 2, 4, 5, 6, 7, 8, 9, 10].map(
    (classes, c): RuleCase => ({
      ...{ encoding: "sparse", lane, classes, valueBits: 0 },
      params: { smoothingQ16: SMOOTHINGS[(l + c) % SMOOTHINGS.length]! },
    }),
  ),
);

testRule({ model: naiveBayes, oracle }, cases);

const shapeOf = (more: Partial<Shape>): Shape => ({
  ...{ features: 40, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 40 },
  ...more,
});
const start = (more: Partial<Shape> = {}, params = LAPLACE) => startLinked(naiveBayes, shapeOf(more), params);

describe("the rule by hand", () => {
  test("counts samples and their features, the classes of a feature side by side", async () => {
    const model = await start({ classes: 3 });
    model.update({ indices: [0, 5] }, 2);
    model.update({ indices: [5] }, 2);
    model.update({ indices: [5, 39] }, 0);
    const counted = model.cells().flatMap((cell, i) => (cell === 0n ? [] : [[i, cell]]));
    expect(counted).toEqual([
      [2, 1n],
      [15, 1n],
      [17, 2n],
      [117, 1n],
    ]);
    expect(model.running.hot()).toEqual([1n, 2n, 0n, 0n, 2n, 3n]);
  });

  test("weighs the share of the class against the shares of its features", async () => {
    const model = await start({ features: 2, maxEntries: 2 });
    for (let i = 0; i < 3; i++) model.update({ indices: [0] }, 0);
    model.update({ indices: [1] }, 1);
    // Class 0: 3/4 * (0 + 1)/(3 + 2) = 0.15; class 1: 1/4 * (1 + 1)/(1 + 2) = 0.167.
    expect(model.predict({ indices: [1] })).toBe(1);
    model.update({ indices: [0] }, 0);
    // Class 0: 4/5 * 1/6 = 0.133; class 1: 1/5 * 2/3 = 0.133: equal, but for what the logarithms round.
    model.update({ indices: [0] }, 0);
    // Class 0: 5/6 * 1/7 = 0.119; class 1: 1/6 * 2/3 = 0.111.
    expect(model.predict({ indices: [1] })).toBe(0);
  });

  test("a class without samples is never predicted, a fresh model predicts 0", async () => {
    const model = await start({ classes: 64 });
    expect(model.predict({ indices: [7] })).toBe(0);
    model.update({ indices: [7] }, 4);
    for (let i = 0; i < 40; i++) expect(model.predict({ indices: [i] })).toBe(4);
    model.update({ indices: [8] }, 63);
    expect(model.predict({ indices: [8] })).toBe(63);
    expect(model.predict({ indices: [7] })).toBe(4);
  });

  test("equal classes: the first", async () => {
    const model = await start({ classes: 3 });
    for (const label of [2, 1]) model.update({ indices: [3, 4] }, label);
    expect(model.predict({ indices: [3] })).toBe(1);
  });

  test("is right for thousands of features, where a product of shares would be 0", async () => {
    const features = 70_000;
    const model = await start({ features, maxEntries: 20_000, lane: 32 });
    const range = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
    for (let i = 0; i < 5; i++) {
      model.update({ indices: range(0, 20_000) }, 0);
      model.update({ indices: range(20_000, 20_000) }, 1);
    }
    expect(model.predict({ indices: range(19_000, 2_001) })).toBe(1);
    expect(model.predict({ indices: range(18_999, 2_001) })).toBe(0);
    expect(model.predict({ indices: [...range(0, 9_999), ...range(30_000, 10_000)] })).toBe(1);
  });
});

describe("limits", () => {
  const constants = (more: Partial<Shape>) =>
    resolveComposition({
      model: naiveBayes,
      mechanism: noMechanism,
      shape: shapeOf(more),
      modelParams: LAPLACE,
    }).constants;

  test("a class is full before a count or a total saturates", async () => {
    expect(constants({ lane: 8 }).capacity).toBe(127n);
    expect(constants({ lane: 16 }).capacity).toBe(32_767n);
    expect(constants({ lane: 32 }).capacity).toBe(2n ** 27n - 1n);
    const wide = { lane: 32, features: 2 ** 24, maxEntries: 2 ** 24 } as const;
    expect(constants(wide).capacity).toBe(2n ** 22n - 1n);
    const totals = naiveBayes.manifest.hot(shapeOf(wide)).map(({ bits }) => bits);
    expect(totals).toEqual([22, 46, 22, 46]);

    const model = await start({ lane: 8 });
    for (let i = 0; i < 127; i++) model.update({ indices: [0, 1] }, 1);
    const full = [model.cells(), model.running.hot()];
    expect(model.running.hot()).toEqual([0n, 0n, 127n, 254n]);
    model.update({ indices: [0, 2] }, 1);
    expect([model.cells(), model.running.hot()]).toEqual(full);
    model.update({ indices: [0, 2] }, 0);
    expect(model.running.hot()).toEqual([1n, 2n, 127n, 254n]);
  });

  test("the totals of two classes fit the meter's word beside those of the mechanism", () => {
    const bits = (more: Partial<Shape>) =>
      naiveBayes.manifest.hot(shapeOf(more)).reduce((sum, cell) => sum + cell.bits, 0);
    // 256 bits less sealed, id and the two pool cells of `stake`.
    expect(bits({ lane: 32, features: 1_000, maxEntries: 255 })).toBeLessThanOrEqual(256 - 49 - 80);
  });

  test("counts below zero, which only an initial state can have, are none", async () => {
    const model = await start();
    model.setCells(new Array<bigint>(80).fill(-32_768n));
    model.running.setHot([1n, 0n, 2n, 0n]);
    expect(model.predict({ indices: [0, 1, 2] })).toBe(1);
  });
});
