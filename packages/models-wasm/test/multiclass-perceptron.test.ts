import { resolveComposition } from "@chainlearn/core";
import { multiclassPerceptron } from "@chainlearn/models-wasm";
import { describe, expect, test } from "vitest";
import { multiclassPerceptron as oracle } from "./oracles/multiclass-perceptron.ts";
import { shapeOf } from "./rule/case.ts";
import { testRule } from "./rule/test-rule.ts";
import { noMechanism, startLinked } from "./running.ts";

const counts = { learningRate: 1n, interceptRateQ16: 65_536n };

testRule({ model: multiclassPerceptron, oracle }, [
  { encoding: "sparse", lane: 16, valueBits: 0, classes: 3, params: counts },
  {
    ...{ encoding: "sparse", lane: 8, valueBits: 16, classes: 2 },
    params: { learningRate: 50n, interceptRateQ16: 9_999n },
  },
  {
    ...{ encoding: "sparse", lane: 32, valueBits: 30, classes: 5 },
    params: { learningRate: 2n ** 31n - 1n, interceptRateQ16: 65_535n },
  },
  {
    ...{ encoding: "sparse-values", lane: 32, valueBits: 16, classes: 3 },
    params: { learningRate: 99_999n, interceptRateQ16: 30_001n },
  },
  {
    ...{ encoding: "sparse-values", lane: 16, valueBits: 4, classes: 4 },
    params: { learningRate: 77n, interceptRateQ16: 1n },
  },
  { encoding: "sparse-values", lane: 8, valueBits: 0, classes: 2, params: counts },
  // Scores that leave 60 bits.
  {
    ...{ encoding: "sparse-values", lane: 32, valueBits: 0, classes: 3 },
    params: { learningRate: 2n ** 31n - 1n, interceptRateQ16: 65_536n },
  },
  {
    ...{ encoding: "dense", lane: 32, valueBits: 16, classes: 4 },
    params: { learningRate: 65_536n, interceptRateQ16: 6_554n },
  },
  {
    ...{ encoding: "dense", lane: 16, valueBits: 8, classes: 3 },
    params: { learningRate: 256n, interceptRateQ16: 0n },
  },
  {
    ...{ encoding: "dense", lane: 8, valueBits: 30, classes: 2 },
    params: { learningRate: 2n ** 31n - 1n, interceptRateQ16: 65_536n },
  },
]);

describe("layout", () => {
  const compose = (encoding: "sparse" | "dense", lane: 16 | 32, features: number, classes: number) =>
    resolveComposition({
      model: multiclassPerceptron,
      mechanism: noMechanism,
      shape: {
        ...shapeOf({ encoding, lane, classes, valueBits: 0, params: {} }),
        ...{ features, maxEntries: encoding === "dense" ? features : 5 },
      },
      modelParams: counts,
    });

  test("sparse: the classes of a feature are neighbours, the intercepts behind the last feature", async () => {
    const shape = shapeOf({ encoding: "sparse", lane: 16, classes: 3, valueBits: 0, params: {} });
    const model = await startLinked(multiclassPerceptron, shape, counts);
    model.update({ indices: [0, 5] }, 2);
    const moved = model.cells().flatMap((cell, i) => (cell === 0n ? [] : [[i, cell]]));
    expect(moved).toEqual([
      [0, -1n],
      [2, 1n],
      [15, -1n],
      [17, 1n],
      [60, -1n],
      [62, 1n],
    ]);
  });

  test("dense: rows begin on a storage word and end with the intercept", async () => {
    expect(compose("dense", 16, 15, 4).constants.stride).toBe(16n);
    expect(compose("dense", 16, 16, 4).constants.stride).toBe(32n);
    expect(compose("dense", 32, 100, 10).layout.stateWords).toBe(10 * 13);
    const shape = shapeOf({ encoding: "dense", lane: 32, classes: 3, valueBits: 0, params: {} });
    const model = await startLinked(multiclassPerceptron, shape, counts);
    model.update({ values: [7, ...new Array<number>(19).fill(0)] }, 1);
    const moved = model.cells().flatMap((cell, i) => (cell === 0n ? [] : [[i, cell]]));
    expect(moved).toEqual([
      [0, -7n],
      [20, -1n],
      [24, 7n],
      [44, 1n],
    ]);
  });

  test("a tie goes to the lowest class, and nothing moves when the guess is right", async () => {
    const shape = shapeOf({ encoding: "sparse", lane: 16, classes: 3, valueBits: 0, params: {} });
    const model = await startLinked(multiclassPerceptron, shape, counts);
    expect(model.predict({ indices: [3] })).toBe(0);
    model.update({ indices: [3] }, 0);
    expect(model.cells().every((cell) => cell === 0n)).toBe(true);
  });
});

test("scores are exact up to 2^60 and equal beyond", async () => {
  const shape = shapeOf({ encoding: "sparse-values", lane: 32, classes: 2, valueBits: 0, params: {} });
  const model = await startLinked(multiclassPerceptron, shape, counts);
  const large = { indices: [0], values: [2 ** 30] };
  const setFirstWeights = (of0: bigint, of1: bigint): void => {
    const row = (weight: bigint): bigint[] => [weight, ...new Array<bigint>(23).fill(0n)];
    model.setCells([...row(of0), ...row(of1)]);
  };
  setFirstWeights(2n ** 30n - 2n, 2n ** 30n - 1n);
  expect(model.predict(large)).toBe(1);
  setFirstWeights(2n ** 30n, 2n ** 30n + 1n);
  expect(model.predict(large)).toBe(0);
  setFirstWeights(-(2n ** 30n) - 1n, -(2n ** 30n));
  expect(model.predict(large)).toBe(0);
  setFirstWeights(-(2n ** 30n), -(2n ** 30n) + 1n);
  expect(model.predict(large)).toBe(1);
});
