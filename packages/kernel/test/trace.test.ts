import { resolveModel, type Shape } from "@chainlearn/core";
import { traceModel } from "@chainlearn/kernel/testing";
import { naiveBayes, sparsePerceptron } from "@chainlearn/models-wasm";
import { expect, test } from "vitest";

const shape: Shape = {
  ...{ features: 4, classes: 2, lane: 16, encoding: "sparse", valueBits: 0 },
  maxEntries: 4,
};
const resolved = resolveModel({ model: sparsePerceptron, shape, params: { learningRate: 2n } });

test("a prediction is traced word by word, with results, and gives the label", () => {
  const { calls, label, trap } = traceModel(
    resolved,
    { cells: [0n, 5n, 0n, -3n], hot: [1n] },
    {
      sample: { indices: [1, 3] },
    },
  );
  expect([label, trap]).toEqual([1, undefined]);
  expect(calls).toContainEqual({ word: "row.dot", args: [0], result: 2n });
  expect(calls).toContainEqual({ word: "hot.get", args: [0], result: 1n });
});

test("an update is traced too; missing cells are 0", () => {
  const { calls, label } = traceModel(resolved, {}, { sample: { indices: [2] }, label: 1 });
  expect(label).toBeUndefined();
  expect(calls.at(-1)).toEqual({ word: "row.axpy", args: [0, 2n] });
});

test("a trap is what the vocabulary says about it", () => {
  const { trap } = traceModel(resolved, {}, { sample: { indices: [2] }, label: 2 });
  expect(trap).toBe("label 2");
});

test("labels are those in use", () => {
  const growing = {
    ...resolveModel({ model: naiveBayes, shape: { ...shape, classes: 4 } }),
    growth: { startClasses: 2, role: "teacher" },
  };
  const trapOf = (resolved: typeof growing, labels: number | undefined, label: number) =>
    traceModel(resolved, labels === undefined ? {} : { labels }, { sample: { indices: [2] }, label }).trap;
  expect([trapOf(growing, undefined, 1), trapOf(growing, undefined, 2)]).toEqual([undefined, "label 2"]);
  expect([trapOf(growing, 3, 2), trapOf(growing, 3, 3)]).toEqual([undefined, "label 3"]);
});
