import { describe, expect, it } from "vitest";
import { contestantsOf } from "../src/accuracy/contestants.ts";
import { datasets } from "../src/accuracy/datasets.ts";
import { ORDERS } from "../src/accuracy/main.ts";
import { measureAccuracy } from "../src/accuracy/measure.ts";
import { type AccuracySummary, summarize } from "../src/accuracy/rows.ts";
import { readSnapshot } from "../src/accuracy/snapshot.ts";
import { allModels } from "../src/tables/tables.ts";

const rows = readSnapshot();
const summaries = summarize(rows);
const summaryOf = (dataset: string, model: string): AccuracySummary => {
  const summary = summaries.find((row) => row.dataset === dataset && row.model === model);
  if (!summary) throw new Error(`bench/accuracy.json lacks ${model} on ${dataset}.`);
  return summary;
};
const testsOf = (dataset: string): number[] =>
  summaries.filter((row) => row.dataset === dataset).map(({ test }) => test);

describe("the committed accuracies", () => {
  it("are of every pair of data set and model in every order", () => {
    const committed = rows.map(({ dataset, model, order }) => `${dataset} ${model} ${order}`);
    const all = datasets.flatMap((dataset) =>
      contestantsOf(dataset).flatMap(({ model }) =>
        ORDERS.map((order) => `${dataset.id} ${model.manifest.id} ${order}`),
      ),
    );
    expect(committed.sort()).toEqual(all.sort());
  });

  it("are of every model on mail, images and both tables", () => {
    for (const data of ["spam-assassin", "mnist", "iris", "penguins"]) {
      const measured = summaries.filter(({ dataset }) => dataset.startsWith(data)).map(({ model }) => model);
      expect([...new Set(measured)].sort(), data).toEqual(allModels().map(({ manifest }) => manifest.id));
    }
  });

  it.each(summaries)("$model on $dataset: within 0.2 points of the float rule", ({ test, floatTest }) => {
    expect(Math.abs(test - floatTest)).toBeLessThanOrEqual(0.2);
  });

  it("reach what the project promises, in the mean over the orders", () => {
    expect(summaryOf("spam-assassin", "naive-bayes").test).toBeGreaterThanOrEqual(96.3);
    expect(Math.max(...testsOf("spam-assassin"))).toBeGreaterThanOrEqual(97.2);
    expect(summaryOf("mnist", "multiclass-averaged-perceptron").test).toBeGreaterThanOrEqual(90);
  });
});

describe("measured again", () => {
  /** What takes seconds: the tables, all models on mail in one order, and the model that MNIST is promised with. */
  const isQuick = (dataset: string, model: string): boolean =>
    dataset === "spam-assassin" ||
    /^(iris|penguins)/.test(dataset) ||
    (dataset === "mnist" && model === "multiclass-averaged-perceptron");

  it("kernels get exactly the committed accuracies, floats the same within 0.2 points", async () => {
    const [order = 1] = ORDERS;
    const again = await measureAccuracy({ orders: [order], includes: isQuick });
    expect(again.length).toBeGreaterThan(20);
    for (const row of again) {
      const what = `${row.model} on ${row.dataset}: npm run bench:accuracy -- --update, look at the difference, commit it`;
      const committed = rows.find(
        ({ dataset, model, order: nth }) => dataset === row.dataset && model === row.model && nth === order,
      )!;
      // Floats go through the engine's logarithms and exponentials, which may differ in their last bit.
      expect(Math.abs(row.floatTest - committed.floatTest), what).toBeLessThanOrEqual(0.2);
      expect([row.prequential, row.test], what).toEqual([committed.prequential, committed.test]);
    }
  });
});
