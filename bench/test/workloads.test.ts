import { describe, expect, it } from "vitest";
import { besideBaseline } from "../src/rows.ts";
import {
  denseCentroids,
  densePerceptronModel,
  median,
  naiveBayesCounts,
  sampleStream,
  sparseCentroids,
  sparsePerceptronModel,
  vectorStream,
} from "../src/workloads.ts";

describe("the baseline's workload", () => {
  it("is reproduced number by number", () => {
    const { weights } = sparsePerceptronModel();
    const [first] = sampleStream(1000, 20);
    expect(weights).toHaveLength(1000);
    expect(weights.slice(0, 3)).toMatchInlineSnapshot(`
      [
        0.95260111,
        -0.382705349,
        -0.894838925,
      ]
    `);
    expect(first).toMatchInlineSnapshot(`
      [
        23,
        41,
        94,
        100,
        113,
        138,
        142,
        175,
        248,
        266,
        359,
        372,
        436,
        495,
        664,
        720,
        765,
        880,
        912,
        943,
      ]
    `);
  });

  it("has the baseline's other models", () => {
    const [vector] = vectorStream(9);
    expect(densePerceptronModel(100).weights.slice(0, 2)).toEqual([-0.654059595, 0.220330895]);
    expect(naiveBayesCounts().map((row) => row.slice(-1))).toEqual([[235], [270]]);
    expect(denseCentroids(9).map((mean) => mean[8])).toEqual([0.08407663, -0.404159644]);
    expect(sparseCentroids().map((mean) => mean[999])).toEqual([0.481983241, 0.230296977]);
    expect(vector?.slice(0, 2)).toEqual([0.453456787, 0.463625488]);
  });

  it("stands beside our rows", () => {
    const row = {
      model: "SparsePerceptron-1000",
      entries: 20,
      mechanism: "Stakeable64",
      lanes: 32,
      gas: 1,
    } as const;
    expect(besideBaseline({ ...row, action: "addData incorrect label 1" })).toMatchObject({
      originalAsShipped: 324_862,
      floor: 149_913,
    });
    expect(besideBaseline({ ...row, action: "something else" }).floor).toBeNull();
  });

  it("takes medians", () => {
    expect(median([3n, 1n, 2n])).toBe(2);
    expect(median([4n, 1n, 2n, 3n])).toBe(3);
  });
});
