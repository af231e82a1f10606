import { type LaneBits, type Params, resolveComposition, type Shape } from "@chainlearn/core";
import { nearestCentroidDense } from "@chainlearn/models-wasm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearestCentroidDense as oracle } from "./oracles/nearest-centroid-dense.ts";
import type { RuleCase } from "./rule/case.ts";
import { testRule } from "./rule/test-rule.ts";
import { noMechanism, startLinked } from "./running.ts";

const ANY = { maxNorm: 2n ** 60n };
/** With more than 20 fraction bits a sum of 32 bits has no room for samples of this test. */
const VALUE_BITS: readonly (readonly [LaneBits, readonly number[]])[] = [
  [32, [8, 16, 0, 20]],
  [64, [30, 0, 16, 8]],
];

const cases = VALUE_BITS.flatMap(([lane, bits]) =>
  [3, 2, 4, 5, 6, 7, 8, 9, 10].map((classes, c): RuleCase => {
    const valueBits = bits[c % bits.length]!;
    // Longer than what samples of ordinary values have, shorter than one value at the end of its range.
    const params = c % 3 === 2 ? { maxNorm: 2n ** BigInt(valueBits + 20) } : ANY;
    return { encoding: "dense", lane, classes, valueBits, params };
  }),
);

testRule({ model: nearestCentroidDense, oracle }, cases);

const shapeOf = (more: Partial<Shape>): Shape => {
  const features = more.features ?? 10;
  return {
    ...{ features, classes: 2, lane: 32, encoding: "dense", valueBits: 0, maxEntries: features },
    ...more,
  };
};
const start = (more: Partial<Shape> = {}, params: Params = ANY) =>
  startLinked(nearestCentroidDense, shapeOf(more), params);

describe("the rule by hand", () => {
  test("sums samples in rows that begin on a storage word, and keeps the sum's squared length", async () => {
    const model = await start();
    model.update({ values: [3, -4, 0, 0, 0, 0, 0, 0, 0, 0] }, 1);
    model.update({ values: [0, 1, 0, 0, 0, 0, 0, 0, 0, 2] }, 1);
    const summed = model.cells().flatMap((cell, i) => (cell === 0n ? [] : [[i, cell]]));
    expect(summed).toEqual([
      [16, 3n],
      [17, -3n],
      [25, 2n],
    ]);
    expect(model.running.hot()).toEqual([0n, 0n, 2n, 9n + 9n + 4n]);
  });

  test("predicts the nearest mean", async () => {
    const model = await start({ features: 2, valueBits: 8 });
    for (const [values, label] of [
      [[256, 0], 0],
      [[256, 512], 0],
      [[-256, -256], 1],
    ] as const)
      model.update({ values }, label);
    // Means (1, 1) and (-1, -1).
    expect(model.predict({ values: [1, 0] })).toBe(0);
    expect(model.predict({ values: [0, -1] })).toBe(1);
    expect(model.predict({ values: [2 ** 31 - 1, -(2 ** 31)] })).toBe(1);
  });

  test("a class without samples is nowhere, a fresh model predicts 0", async () => {
    const model = await start({ classes: 64, features: 3 });
    expect(model.predict({ values: [0, 0, 0] })).toBe(0);
    model.update({ values: [100, 100, 100] }, 63);
    expect(model.predict({ values: [0, 0, 0] })).toBe(63);
    expect(model.predict({ values: [-5, 1, 0] })).toBe(63);
  });

  test("equal distances: the first class", async () => {
    const model = await start({ classes: 3, features: 2 });
    model.update({ values: [5, 0] }, 2);
    model.update({ values: [-5, 0] }, 1);
    expect(model.predict({ values: [0, 9] })).toBe(1);
  });
});

describe("limits", () => {
  const constants = (more: Partial<Shape>) =>
    resolveComposition({
      model: nearestCentroidDense,
      mechanism: noMechanism,
      shape: shapeOf(more),
      modelParams: ANY,
    }).constants;

  test("samples that a class takes, and how long a sum may be", () => {
    expect(constants({})).toMatchObject({
      capacity: 2n ** 31n - 1n,
      longest: 2n ** 60n - 1n - 3n * (2n ** 31n - 1n),
    });
    const tight = constants({ valueBits: 30 });
    expect(tight.capacity).toBe((((2n ** 31n - 1n) ** 2n) >> 30n) / 6n);
    expect(tight.longest! + 3n * tight.capacity!).toBeLessThanOrEqual(((2n ** 31n - 1n) ** 2n) >> 30n);
  });

  test("a sample longer than maxNorm is not learned", async () => {
    const model = await start({ features: 2 }, { maxNorm: 25n });
    model.update({ values: [3, 5] }, 0);
    expect(model.running.hot()).toEqual([0n, 0n, 0n, 0n]);
    model.update({ values: [3, -4] }, 0);
    expect(model.running.hot()).toEqual([1n, 25n, 0n, 0n]);
  });

  test("a sample that would make the sum too long is not learned, a later one that fits is", async () => {
    const model = await start({ features: 2, valueBits: 30 });
    const most = 2 ** 31 - 1;
    model.update({ values: [most, 0] }, 0);
    expect(model.running.hot()).toEqual([0n, 0n, 0n, 0n]);
    const big = 2 ** 30;
    model.update({ values: [big, 0] }, 0);
    model.update({ values: [big, 0] }, 0);
    expect(model.running.hot()).toEqual([1n, 2n ** 30n, 0n, 0n]);
    model.update({ values: [-big, big] }, 0);
    expect(model.running.hot()).toEqual([2n, 2n ** 30n, 0n, 0n]);
    expect(model.cells().slice(0, 2)).toEqual([0n, 2n ** 30n]);
  });

  test.each([
    { lane: 32, valueBits: 30 },
    { lane: 32, valueBits: 16 },
    { lane: 64, valueBits: 30 },
    { lane: 64, valueBits: 0 },
  ] as const)("sums stay exact whatever comes: $lane-bit lanes, $valueBits fraction bits", async (more) => {
    const features = 3;
    const model = await start({ ...more, features });
    const fresh = model.running.snapshot();
    const value = fc.oneof(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 1, -1, 0),
      fc.integer({ min: -70_000, max: 70_000 }),
    );
    const samples = fc.array(fc.array(value, { minLength: features, maxLength: features }), {
      minLength: 1,
      maxLength: 60,
      size: "max",
    });
    let learned = 0;
    fc.assert(
      fc.property(samples, (list) => {
        model.running.restore(fresh);
        const sum = new Array<bigint>(features).fill(0n);
        let count = 0n;
        for (const values of list) {
          model.update({ values }, 0);
          if (model.running.hot()[0] === count) continue;
          count += 1n;
          values.forEach((v, i) => {
            sum[i]! += BigInt(v);
          });
        }
        learned += Number(count);
        expect(model.cells().slice(0, features)).toEqual(sum);
        // Each sample loses less than three units.
        const squared = sum.reduce((total, s) => total + s * s, 0n);
        const kept = model.running.hot()[1]! << BigInt(more.valueBits);
        expect(kept).toBeLessThanOrEqual(squared);
        expect(squared - kept).toBeLessThanOrEqual((3n * count) << BigInt(more.valueBits));
      }),
      { seed: 20_261_121, numRuns: 60 },
    );
    expect(learned).toBeGreaterThan(200);
  });
});
