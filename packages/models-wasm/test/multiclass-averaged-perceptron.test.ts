import type { Sample } from "@chainlearn/core";
import { multiclassAveragedPerceptron } from "@chainlearn/models-wasm";
import { describe, expect, test } from "vitest";
import { multiclassAveragedPerceptron as oracle } from "./oracles/multiclass-averaged-perceptron.ts";
import { type RuleCase, shapeOf } from "./rule/case.ts";
import { testRule } from "./rule/test-rule.ts";
import { startLinked } from "./running.ts";

const counts = { learningRate: 1n, interceptRateQ16: 65_536n };
const sparse: RuleCase = { encoding: "sparse", lane: 32, valueBits: 0, classes: 3, params: counts };
const dense: RuleCase = {
  ...{ encoding: "dense", lane: 32, valueBits: 8, classes: 4 },
  params: { learningRate: 256n, interceptRateQ16: 65_536n },
};

testRule({ model: multiclassAveragedPerceptron, oracle }, [
  sparse,
  { ...sparse, valueBits: 30, classes: 2, params: { learningRate: 65_535n, interceptRateQ16: 40_001n } },
  dense,
  { ...dense, valueBits: 16, classes: 10, params: { learningRate: 65_535n, interceptRateQ16: 0n } },
  {
    ...{ encoding: "sparse-values", lane: 32, valueBits: 8, classes: 3 },
    params: { learningRate: 300n, interceptRateQ16: 9_999n },
  },
]);

const FEATURES = 20;
const CLASSES = 3;

/** A random stream of few classes and small whole values. */
const stream = Array.from({ length: 200 }, (_, k) => {
  const values = Array.from(
    { length: FEATURES },
    (_, feature) => ((k * 7 + feature * 13 + k * feature) % 5) - 2,
  );
  const label = values[0]! + values[1]! > 1 ? 2 : values[2]! > 0 ? 1 : 0;
  return { values, label };
});

test("predicts with the mean of the weights after each contribution", async () => {
  const shape = shapeOf({ ...dense, classes: CLASSES, valueBits: 0 });
  const model = await startLinked(multiclassAveragedPerceptron, shape, counts);
  // The definition: a perceptron whose weights are written down after every contribution.
  const weights = Array.from({ length: CLASSES }, () => new Array<number>(FEATURES + 1).fill(0));
  const sums = weights.map((row) => [...row]);
  const best = (rows: readonly number[][], { values }: Sample): number => {
    const scores = rows.map((row) => [...values!, 1].reduce((sum, value, i) => sum + value * row[i]!, 0));
    return scores.indexOf(Math.max(...scores));
  };
  const predicted = new Set<number>();
  for (const { values, label } of stream) {
    const guess = best(weights, { values });
    if (guess !== label) {
      [...values, 1].forEach((value, i) => {
        weights[label]![i]! += value;
        weights[guess]![i]! -= value;
      });
    }
    weights.forEach((row, c) => {
      row.forEach((weight, i) => {
        sums[c]![i]! += weight;
      });
    });
    model.update({ values }, label);
    for (const probe of stream.slice(0, 20)) {
      const expected = best(sums, probe);
      predicted.add(expected);
      expect(model.predict({ values: probe.values })).toBe(expected);
    }
  }
  expect(predicted.size).toBe(CLASSES);
});

describe("layout", () => {
  const moved = (cells: readonly bigint[]): [number, bigint][] =>
    cells.flatMap((cell, i): [number, bigint][] => (cell === 0n ? [] : [[i, cell]]));

  test("sparse: w and u of all classes of a feature are neighbours", async () => {
    const model = await startLinked(multiclassAveragedPerceptron, shapeOf(sparse), counts);
    model.running.setHot([4n]);
    model.update({ indices: [5] }, 2);
    expect(moved(model.cells())).toEqual([
      [30, -1n],
      [31, -4n],
      [34, 1n],
      [35, 4n],
      [120, -1n],
      [121, -4n],
      [124, 1n],
      [125, 4n],
    ]);
    expect(model.running.hot()).toEqual([5n]);
  });

  test("dense: w, then u, rows that begin on a storage word and end with the intercept", async () => {
    const model = await startLinked(
      multiclassAveragedPerceptron,
      shapeOf({ ...dense, valueBits: 0 }),
      counts,
    );
    model.running.setHot([4n]);
    model.update({ values: [7, ...new Array<number>(FEATURES - 1).fill(0)] }, 1);
    expect(moved(model.cells())).toEqual([
      [0, -7n],
      [20, -1n],
      [24, -28n],
      [44, -4n],
      [48, 7n],
      [68, 1n],
      [72, 28n],
      [92, 4n],
    ]);
  });
});

test("means are compared exactly: a rest of one part in t decides", async () => {
  const model = await startLinked(multiclassAveragedPerceptron, shapeOf(sparse), counts);
  const predictWith = (contributions: bigint, cellsOfFeature0: readonly bigint[]): number => {
    model.running.setHot([contributions]);
    model.setCells([...cellsOfFeature0, ...new Array<bigint>(6 * FEATURES).fill(0n)]);
    return model.predict({ indices: [0] });
  };
  const most = 2n ** 32n - 1n;
  expect(predictWith(most, [5n, 8n, 5n, 7n, 5n, 8n])).toBe(1);
  expect(predictWith(most, [5n, -7n, 5n, -8n, 5n, -9n])).toBe(2);
  expect(predictWith(most, [5n, 1n, 4n, -1n, 5n, 1n])).toBe(0);
  expect(predictWith(3n, [0n, -3n, 1n, 0n, 2n, 3n])).toBe(0);
  expect(predictWith(0n, [3n, 2n, 3n, 1n, 0n, 0n])).toBe(1);
});
