import { fileURLToPath } from "node:url";
import {
  cellsToWords,
  encodeSample,
  type MechanismPlugin,
  type ModelManifest,
  type ModelPlugin,
  resolveComposition,
  type Shape,
} from "@chainlearn/core";
import { instantiateModel } from "@chainlearn/kernel";
import { compileKernel, linkModel } from "@chainlearn/kernel/compiler";
import { createReferenceModel } from "@chainlearn/kernel/testing";
import * as models from "@chainlearn/models-wasm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rewriteKernel } from "../src/compiler/rewrite/rewrite.ts";

const SCRATCH_CELLS = 13;
const INPUTS = 5;
const OUTPUTS = 5 + SCRATCH_CELLS;

const manifest: ModelManifest = {
  ...{ kind: "model", id: "class-loops", version: "1.0.0", description: "Not a model." },
  ...{ encodings: ["sparse", "dense"], lanes: [8, 16, 32, 64], minClasses: 2, maxClasses: 2 },
  ...{ growth: "none", params: [] },
  cells: (shape) => shape.features * SCRATCH_CELLS,
  hot: () =>
    Array.from({ length: INPUTS + OUTPUTS }, (_, k) => ({ name: `hot${k}`, bits: 64, signed: true })),
  scratch: () => SCRATCH_CELLS,
  constants: () => ({ scratchCells: BigInt(SCRATCH_CELLS) }),
};
const noMechanism: MechanismPlugin = {
  manifest: {
    ...{ kind: "mechanism", id: "none", version: "1.0.0", description: "Placeholder." },
    ...{ pool: [], account: [], record: [], roles: [], params: [], actions: [], errors: {} },
  },
  kernel: new Uint8Array(),
};
const entry = fileURLToPath(new URL("kernels/class-loops/kernel.ts", import.meta.url));
const base = { classes: 2, features: 12, valueBits: 0 } as const;
const shapes: readonly Shape[] = [
  ...([8, 16, 32, 64] as const).map((lane): Shape => ({ ...base, lane, encoding: "sparse", maxEntries: 9 })),
  { ...base, lane: 16, encoding: "dense", maxEntries: 12 },
];

/** Mostly what a kernel would use, sometimes at the limits, sometimes nonsense. */
const near = (usual: number, most: number): fc.Arbitrary<number> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(usual) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: most }) },
    { weight: 1, arbitrary: fc.constantFrom(-1, most + 1, 2 ** 31 - 1, -(2 ** 31)) },
  );

describe.each(shapes)("$encoding samples, $lane-bit lanes", (shape) => {
  test("rewritten loops leave behind what the reference host's do", async () => {
    const model: ModelPlugin = { manifest, kernel: await compileKernel({ entry }) };
    expect(rewriteKernel(model.kernel)).toMatchObject({ classSums: 1, choices: 1 });
    const composition = resolveComposition({ model, mechanism: noMechanism, shape });
    const { constants } = composition;
    const hosts = await Promise.all(
      [true, false].map(async (simd) =>
        instantiateModel(await linkModel(model, shape, constants, {}, { simd }), composition),
      ),
    );
    const reference = createReferenceModel(model, shape, constants);
    const most = 2n ** BigInt(shape.lane - 1) - 1n;
    const cell = fc.oneof(fc.constantFrom(0n, most, -most - 1n), fc.bigInt(-most - 1n, most));
    const indices =
      shape.encoding === "dense"
        ? fc.constant(Array.from({ length: shape.features }, (_, i) => i))
        : fc
            .uniqueArray(fc.nat(shape.features - 1), { minLength: 1, maxLength: shape.maxEntries })
            .map((list) => list.sort((a, b) => a - b));
    const counts = { good: 0, traps: 0 };
    fc.assert(
      fc.property(
        fc.array(cell, { minLength: 40, maxLength: 60 }),
        indices,
        near(0, 9),
        near(13, 13),
        // A step of 0 would never end.
        fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 4 }), fc.constant(100)),
        near(13, 13),
        fc.integer({ min: 0, max: 1 }),
        (cells, present, from, n, step, stride, label) => {
          const to = from > 0 && n % 2 === 0 ? from + 2 : present.length;
          const inputs = [from, to, n, step, stride].map(BigInt);
          const hot = [...inputs, ...new Array<bigint>(OUTPUTS).fill(0n)];
          const state = Array.from({ length: composition.layout.cells }, (_, i) => cells[i % cells.length]!);
          const sample = shape.encoding === "dense" ? { values: present } : { indices: present };
          state.forEach((value, i) => {
            reference.cells[i] = value;
          });
          hot.forEach((value, k) => {
            reference.hot[k] = value;
          });
          let expected: bigint[] | "trap";
          try {
            reference.update(sample, label);
            expected = [...reference.hot];
            counts.good++;
          } catch {
            expected = "trap";
            counts.traps++;
          }
          for (const host of hosts) {
            host.setWords(0, cellsToWords(state, shape.lane));
            host.setHot(hot);
            if (expected === "trap") {
              expect(() => host.update(encodeSample(sample, shape), label)).toThrow(/^trap/);
            } else {
              host.update(encodeSample(sample, shape), label);
              expect(host.hot()).toEqual(expected);
            }
          }
        },
      ),
      { seed: 11, numRuns: 200 },
    );
    expect(counts.good).toBeGreaterThan(30);
    expect(counts.traps).toBeGreaterThan(10);
  });
});

test("the loops of the models are found", () => {
  const found = Object.values(models)
    .filter((exported): exported is ModelPlugin => "kernel" in exported)
    .map(({ manifest: { id }, kernel }) => {
      const { classSums, choices } = rewriteKernel(kernel);
      return [id, { classSums, choices }];
    });
  const none = { classSums: 0, choices: 0 };
  expect(Object.fromEntries(found)).toEqual({
    "sparse-perceptron": none,
    "dense-perceptron": none,
    "averaged-perceptron": none,
    "passive-aggressive": none,
    "logistic-regression": none,
    "multiclass-perceptron": { classSums: 2, choices: 2 },
    "multiclass-averaged-perceptron": { classSums: 2, choices: 1 },
    "naive-bayes": { classSums: 0, choices: 1 },
    "nearest-centroid-sparse": { classSums: 2, choices: 1 },
    "nearest-centroid-dense": { classSums: 0, choices: 1 },
  });
});
