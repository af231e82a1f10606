import { averagedPerceptron } from "@chainlearn/models-wasm";
import { expect, test } from "vitest";
import { averagedPerceptron as oracle } from "./oracles/averaged-perceptron.ts";
import { type RuleCase, shapeOf } from "./rule/case.ts";
import { testRule } from "./rule/test-rule.ts";
import { startLinked } from "./running.ts";

const counts: RuleCase = {
  ...{ encoding: "sparse", lane: 32, valueBits: 0 },
  params: { learningRate: 1n, interceptRateQ16: 65_536n },
};

testRule({ model: averagedPerceptron, oracle }, [
  counts,
  { ...counts, valueBits: 30, params: { learningRate: 65_535n, interceptRateQ16: 40_001n } },
]);

test("predicts with the mean of the weights after each contribution", async () => {
  const model = await startLinked(averagedPerceptron, shapeOf(counts), counts.params);
  const stream = [
    { indices: [0, 1], label: 1 },
    { indices: [1, 2], label: 0 },
    { indices: [1, 2], label: 0 },
    { indices: [2], label: 1 },
    { indices: [0], label: 0 },
    { indices: [0, 2], label: 1 },
  ];
  // The definition: a perceptron whose weights are written down after every contribution.
  const weights = new Array<number>(4).fill(0);
  const sums = new Array<number>(4).fill(0);
  const scoreOf = (list: readonly number[], indices: readonly number[]): number =>
    indices.reduce((sum, j) => sum + list[j]!, list[3]!);
  for (const { indices, label } of stream) {
    if ((scoreOf(weights, indices) > 0 ? 1 : 0) !== label)
      for (const j of [...indices, 3]) weights[j]! += label === 1 ? 1 : -1;
    weights.forEach((weight, j) => {
      sums[j]! += weight;
    });
    model.update({ indices }, label);
    for (const probe of [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]])
      expect(model.predict({ indices: probe })).toBe(scoreOf(sums, probe) > 0 ? 1 : 0);
  }
});

test("a state that has seen no contribution counts as one that has seen one", async () => {
  const model = await startLinked(averagedPerceptron, shapeOf(counts), counts.params);
  model.setCells([3n, 2n, ...new Array<bigint>(38).fill(0n)]);
  expect(model.predict({ indices: [0] })).toBe(1);
  model.setCells([3n, 3n, ...new Array<bigint>(38).fill(0n)]);
  expect(model.predict({ indices: [0] })).toBe(0);
});
