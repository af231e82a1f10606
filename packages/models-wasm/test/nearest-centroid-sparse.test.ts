import { type LaneBits, resolveComposition, type Shape } from "@chainlearn/core";
import { nearestCentroidSparse } from "@chainlearn/models-wasm";
import { describe, expect, test } from "vitest";
import { nearestCentroidSparse as oracle } from "./oracles/nearest-centroid-sparse.ts";
import type { RuleCase } from "./rule/case.ts";
import { testRule } from "./rule/test-rule.ts";
import { noMechanism, startLinked } from "./running.ts";

const LANES: readonly LaneBits[] = [16, 8, 32];

const cases = LANES.flatMap((lane) =>
  [3, 2, 4, 5, 6, 7, 8, 9, 10].map(
    (classes): RuleCase => ({ encoding: "sparse", lane, classes, valueBits: 0, params: {} }),
  ),
);

testRule({ model: nearestCentroidSparse, oracle }, cases);

const shapeOf = (more: Partial<Shape>): Shape => ({
  ...{ features: 40, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 40 },
  ...more,
});
const start = (more: Partial<Shape> = {}) => startLinked(nearestCentroidSparse, shapeOf(more), {});

describe("the rule by hand", () => {
  test("sums samples, the classes of a feature side by side, and keeps the sum's squared length", async () => {
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
    // Class 2: |(1, 2)|^2 = 5.
    expect(model.running.hot()).toEqual([1n, 2n, 0n, 0n, 2n, 5n]);
  });

  test("predicts the nearest mean", async () => {
    const model = await start({ features: 4, maxEntries: 4 });
    model.update({ indices: [0] }, 0);
    model.update({ indices: [0, 1] }, 0);
    model.update({ indices: [1, 2, 3] }, 1);
    // Means (1, 1/2, 0, 0) and (0, 1, 1, 1); squared distances of (0, 1, 0, 0): 5/4 and 2.
    expect(model.predict({ indices: [1] })).toBe(0);
    // (0, 1, 1, 0): 9/4 and 1.
    expect(model.predict({ indices: [1, 2] })).toBe(1);
  });

  test("a class without samples is nowhere, a fresh model predicts 0", async () => {
    const model = await start({ classes: 64 });
    expect(model.predict({ indices: [7] })).toBe(0);
    model.update({ indices: [7] }, 4);
    // The origin, where an empty class would be, is nearer to every sample without feature 7.
    for (let i = 0; i < 40; i++) expect(model.predict({ indices: [i] })).toBe(4);
    model.update({ indices: [8, 9] }, 63);
    expect(model.predict({ indices: [9] })).toBe(63);
  });

  test("equal distances: the first class, also with different numbers of samples", async () => {
    const model = await start({ classes: 3 });
    model.update({ indices: [3, 4] }, 2);
    for (let i = 0; i < 3; i++) model.update({ indices: [3, 4] }, 1);
    expect(model.predict({ indices: [3] })).toBe(1);
    expect(model.predict({ indices: [20] })).toBe(1);
  });
});

describe("limits", () => {
  const capacity = (more: Partial<Shape>) =>
    resolveComposition({ model: nearestCentroidSparse, mechanism: noMechanism, shape: shapeOf(more) })
      .constants.capacity;

  test("a class is full before a sum saturates or a product overflows", async () => {
    expect(capacity({ lane: 8 })).toBe(127n);
    expect(capacity({ lane: 16 })).toBe(32_767n);
    expect(capacity({ lane: 32 })).toBe(2n ** 18n - 1n);
    const widest = { lane: 32, features: 2 ** 24, maxEntries: 2 ** 24 } as const;
    expect(capacity(widest)! ** 2n * 2n ** 24n).toBeLessThan(2n ** 62n);
    const totals = nearestCentroidSparse.manifest.hot(shapeOf(widest)).map(({ bits }) => bits);
    expect(totals).toEqual([18, 60, 18, 60]);

    const model = await start({ lane: 8 });
    for (let i = 0; i < 127; i++) model.update({ indices: [0, 1] }, 1);
    const full = [model.cells(), model.running.hot()];
    expect(model.running.hot()).toEqual([0n, 0n, 127n, 2n * 127n ** 2n]);
    model.update({ indices: [0, 2] }, 1);
    expect([model.cells(), model.running.hot()]).toEqual(full);
    model.update({ indices: [0, 2] }, 0);
    expect(model.running.hot()).toEqual([1n, 2n, 127n, 2n * 127n ** 2n]);
  });

  test("the totals of two classes fit the meter's word beside those of the mechanism", () => {
    const cells = nearestCentroidSparse.manifest.hot(shapeOf({ lane: 32, features: 1_000, maxEntries: 255 }));
    // 256 bits less sealed, id and the two pool cells of `stake`.
    expect(cells.reduce((sum, cell) => sum + cell.bits, 0)).toBeLessThanOrEqual(256 - 49 - 80);
  });

  test("full classes of the widest shape: no product overflows", async () => {
    const features = 2 ** 18;
    const model = await start({ lane: 32, features, maxEntries: features });
    const most = capacity({ lane: 32, features, maxEntries: features })!;
    const all = Array.from({ length: features }, (_, i) => i);
    // Class 0 has all features in all samples, class 1 in all but one.
    model.setCells(all.flatMap(() => [most, most - 1n]));
    model.running.setHot([most, most ** 2n * BigInt(features), most, (most - 1n) ** 2n * BigInt(features)]);
    expect(model.predict({ indices: all })).toBe(0);
    // (0, 0, …): less of everything is nearer.
    expect(model.predict({ indices: [7] })).toBe(1);
  });
});
