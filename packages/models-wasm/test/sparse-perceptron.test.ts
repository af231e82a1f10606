import type { LaneBits, Sample, Shape } from "@chainlearn/core";
import { createReferenceModel } from "@chainlearn/kernel/testing";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PerceptronOracle, type PerceptronSettings } from "./perceptron-oracle.ts";
import { startLinked } from "./running.ts";

const FEATURES = 40;
const MAX_ENTRIES = 12;

const shapeOf = (encoding: Shape["encoding"], { lane, valueBits }: PerceptronSettings): Shape => ({
  features: FEATURES,
  classes: 2,
  lane,
  encoding,
  valueBits,
  maxEntries: MAX_ENTRIES,
});

const paramsOf = ({ learningRate, interceptRateQ16 }: PerceptronSettings) => ({
  learningRate,
  interceptRateQ16,
});

const indices = fc
  .uniqueArray(fc.nat(FEATURES - 1), { minLength: 1, maxLength: MAX_ENTRIES })
  .map((list) => list.sort((a, b) => a - b));

const MOST = 2 ** 31 - 1;
const value = fc.oneof(fc.integer({ min: -300, max: 300 }), fc.constantFrom(MOST, -MOST - 1, 0, 1, -1));

const sampleOf = (encoding: Shape["encoding"]): fc.Arbitrary<Sample> =>
  encoding === "sparse"
    ? indices.map((list) => ({ indices: list }))
    : indices.chain((list) =>
        fc
          .array(value, { minLength: list.length, maxLength: list.length })
          .map((values) => ({ indices: list, values })),
      );

/** Cells around zero and around the ends of their range. */
const cellOf = (lane: LaneBits): fc.Arbitrary<bigint> => {
  const most = 2n ** BigInt(lane - 1) - 1n;
  return fc.oneof(
    fc.bigInt({ min: -100n, max: 100n }),
    fc.constantFrom(most, most - 1n, -most, -most - 1n),
    fc.bigInt({ min: -most - 1n, max: most }),
  );
};

const interceptEdges = fc.constantFrom(0n, 1n, -1n, 2n ** 47n - 1n, -(2n ** 47n));

// Steps that drive each lane into saturation within a few corrections, and rates that do not divide evenly.
const cases: readonly (PerceptronSettings & { readonly encoding: Shape["encoding"] })[] = [
  { encoding: "sparse", lane: 8, valueBits: 0, learningRate: 50n, interceptRateQ16: 65_536n },
  { encoding: "sparse", lane: 16, valueBits: 8, learningRate: 1n, interceptRateQ16: 0n },
  { encoding: "sparse", lane: 32, valueBits: 16, learningRate: 2n ** 31n - 1n, interceptRateQ16: 40_000n },
  { encoding: "sparse", lane: 64, valueBits: 30, learningRate: 2n ** 31n - 1n, interceptRateQ16: 65_536n },
  { encoding: "sparse-values", lane: 8, valueBits: 4, learningRate: 7n, interceptRateQ16: 30_001n },
  { encoding: "sparse-values", lane: 16, valueBits: 0, learningRate: 3n, interceptRateQ16: 65_535n },
  { encoding: "sparse-values", lane: 32, valueBits: 16, learningRate: 99_999n, interceptRateQ16: 1n },
  {
    encoding: "sparse-values",
    lane: 64,
    valueBits: 30,
    learningRate: 2n ** 31n - 1n,
    interceptRateQ16: 65_536n,
  },
];

describe.each(cases)("$encoding samples, $lane-bit lanes", ({ encoding, ...settings }) => {
  test("linked module = reference host = rule, prediction by prediction and cell by cell", async () => {
    const shape = shapeOf(encoding, settings);
    const linked = await startLinked(sparsePerceptron, shape, paramsOf(settings));
    const step = fc.record({ sample: sampleOf(encoding), label: fc.nat(1), learns: fc.boolean() });
    const stream = fc.record({
      cells: fc.array(cellOf(settings.lane), { minLength: FEATURES, maxLength: FEATURES }),
      intercept: interceptEdges,
      steps: fc.array(step, { minLength: 1, maxLength: 150, size: "max" }),
    });
    let corrections = 0;
    fc.assert(
      fc.property(stream, ({ cells, intercept, steps }) => {
        const reference = createReferenceModel(sparsePerceptron, shape, paramsOf(settings));
        const oracle = new PerceptronOracle(FEATURES, settings);
        linked.setCells(cells);
        linked.running.setHot([intercept]);
        reference.cells.splice(0, FEATURES, ...cells);
        reference.hot[0] = intercept;
        oracle.weights.splice(0, FEATURES, ...cells);
        oracle.intercept = intercept;
        for (const { sample, label, learns } of steps) {
          const expected = oracle.predict(sample);
          if (learns && expected !== label) corrections += 1;
          expect([linked.predict(sample), reference.predict(sample)]).toEqual([expected, expected]);
          if (!learns) continue;
          oracle.update(sample, label);
          linked.update(sample, label);
          reference.update(sample, label);
        }
        expect(linked.cells()).toEqual(oracle.weights);
        expect(reference.cells).toEqual(oracle.weights);
        expect([linked.running.hot(), reference.hot]).toEqual([[oracle.intercept], [oracle.intercept]]);
      }),
      { seed: 20_261_121, numRuns: 25 },
    );
    expect(corrections).toBeGreaterThan(300);
  });
});

describe("golden vectors", () => {
  const settings: PerceptronSettings = {
    lane: 16,
    valueBits: 0,
    learningRate: 2n,
    interceptRateQ16: 32_768n,
  };
  const start = () => startLinked(sparsePerceptron, shapeOf("sparse", settings), paramsOf(settings));

  test("starts at class 0, moves on mistakes only, forgets on the opposite mistake", async () => {
    const model = await start();
    const sample = { indices: [1, 3, 7] };
    expect(model.predict(sample)).toBe(0);
    model.update(sample, 0);
    expect(model.cells().every((cell) => cell === 0n)).toBe(true);

    model.update(sample, 1);
    expect([1, 2, 3, 7].map((i) => model.cells()[i])).toEqual([2n, 0n, 2n, 2n]);
    expect(model.running.hot()).toEqual([1n]);
    expect(model.predict(sample)).toBe(1);
    expect(model.predict({ indices: [20] })).toBe(1);

    model.update({ indices: [3, 20] }, 0);
    expect([1, 3, 7, 20].map((i) => model.cells()[i])).toEqual([2n, 0n, 2n, -2n]);
    expect(model.running.hot()).toEqual([0n]);
    expect(model.predict(sample)).toBe(1);
  });

  test("a full positive row and a positive intercept stay positive", async () => {
    const wide: PerceptronSettings = { ...settings, lane: 64 };
    const model = await startLinked(sparsePerceptron, shapeOf("sparse", wide), paramsOf(wide));
    model.setCells(new Array(FEATURES).fill(2n ** 63n - 1n));
    model.running.setHot([2n ** 47n - 1n]);
    expect(model.predict({ indices: [0, 1, 2] })).toBe(1);
    model.setCells(new Array(FEATURES).fill(-(2n ** 63n)));
    model.running.setHot([-(2n ** 47n)]);
    expect(model.predict({ indices: [0, 1, 2] })).toBe(0);
  });
});
