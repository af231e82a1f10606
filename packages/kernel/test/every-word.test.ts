import { fileURLToPath } from "node:url";
import {
  cellsToWords,
  encodeSample,
  type LaneBits,
  type MechanismPlugin,
  type ModelPlugin,
  resolveComposition,
  type Sample,
  type Shape,
  wordsToCells,
} from "@chainlearn/core";
import { instantiateModel } from "@chainlearn/kernel";
import { compileKernel, linkModel } from "@chainlearn/kernel/compiler";
import { createReferenceModel } from "@chainlearn/kernel/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellsOf, everyWord, SCRATCH_CELLS, WORD_NAMES } from "./every-word.ts";

const entry = fileURLToPath(new URL("kernels/every-word/kernel.ts", import.meta.url));
const noMechanism: MechanismPlugin = {
  manifest: {
    ...{ kind: "mechanism", id: "none", version: "1.0.0", description: "Placeholder." },
    ...{ pool: [], account: [], record: [], roles: [], params: [], actions: [], errors: {} },
  },
  kernel: new Uint8Array(),
};

const base = { classes: 2, features: 30, maxEntries: 9 } as const;
const shapes: readonly Shape[] = [
  { ...base, encoding: "sparse", lane: 8, valueBits: 0 },
  { ...base, encoding: "sparse", lane: 32, valueBits: 30 },
  { ...base, encoding: "sparse", lane: 64, valueBits: 16, features: 70_000 },
  { ...base, encoding: "sparse-values", lane: 16, valueBits: 8 },
  { ...base, encoding: "sparse-values", lane: 32, valueBits: 24, features: 70_000 },
  { ...base, encoding: "sparse-values", lane: 64, valueBits: 30 },
  { ...base, encoding: "dense", lane: 8, valueBits: 0, maxEntries: 30 },
  { ...base, encoding: "dense", lane: 16, valueBits: 16, maxEntries: 30 },
  { ...base, encoding: "dense", lane: 32, valueBits: 1, maxEntries: 30 },
  { ...base, encoding: "dense", lane: 64, valueBits: 0, maxEntries: 30 },
];

const I64_EDGES = [0n, 1n, -1n, 2n, 2n ** 31n, -(2n ** 31n) - 1n, 2n ** 62n, 2n ** 63n - 1n, -(2n ** 63n)];
const i64 = fc.oneof(
  fc.constantFrom(...I64_EDGES),
  fc.bigInt(-1000n, 1000n),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  // Every magnitude is equally likely.
  fc
    .tuple(fc.integer({ min: 0, max: 63 }), fc.bigInt(0n, 2n ** 63n - 1n))
    .map(([shift, v]) => v >> BigInt(shift)),
);

const i32 = fc.oneof(
  fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)),
  fc.integer({ min: -5000, max: 5000 }),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
);

function sampleOf(shape: Shape): fc.Arbitrary<Sample> {
  // Samples of every magnitude: what the vectors of the host can do depends on the largest value.
  const values = (n: number) =>
    fc
      .tuple(fc.array(i32, { minLength: n, maxLength: n }), fc.nat(31))
      .map(([list, shift]) => list.map((value) => value >> shift));
  if (shape.encoding === "dense") return values(shape.features).map((list) => ({ values: list }));
  const indices = fc
    .uniqueArray(fc.oneof(fc.nat(shape.features - 1), fc.constant(shape.features - 1)), {
      minLength: 1,
      maxLength: shape.maxEntries,
    })
    .map((list) => list.sort((a, b) => a - b));
  if (shape.encoding === "sparse") return indices.map((list) => ({ indices: list }));
  return indices.chain((list) => values(list.length).map((v) => ({ indices: list, values: v })));
}

/** A number near what the word's first argument may be: mostly inside, sometimes just outside, sometimes far away. */
const positionIn = (count: number): fc.Arbitrary<bigint> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.bigInt(0n, BigInt(count) - 1n) },
    { weight: 2, arbitrary: fc.constantFrom(-1n, BigInt(count), BigInt(count) - 1n, 0n) },
    { weight: 1, arbitrary: fc.bigInt(-(2n ** 31n), 2n ** 31n - 1n) },
  );

function argumentOf(name: (typeof WORD_NAMES)[number], shape: Shape): fc.Arbitrary<bigint> {
  if (name.startsWith("state.")) return positionIn(cellsOf(shape));
  if (name.startsWith("row."))
    return fc.oneof(fc.constantFrom(0n, 1n, BigInt(shape.features)), positionIn(shape.features + 4));
  if (name.startsWith("sample.")) return positionIn(shape.maxEntries);
  if (name.startsWith("hot.")) return fc.constantFrom(5n, 6n, 7n, -1n);
  if (name.startsWith("scratch.")) return positionIn(SCRATCH_CELLS);
  if (name === "math.exp2") return fc.oneof(fc.bigInt(-(20n << 16n), 48n << 16n), i64);
  return i64;
}

const cell = (lane: LaneBits): fc.Arbitrary<bigint> => {
  const most = 2n ** BigInt(lane - 1) - 1n;
  return fc.oneof(fc.constantFrom(0n, most, -most - 1n), fc.bigInt(-most - 1n, most));
};

/** Not by `splice`, which takes its items as arguments: there may be many. */
const fill = (list: bigint[], items: readonly bigint[]): void => {
  items.forEach((item, i) => {
    list[i] = item;
  });
};

/** What came of a call: the result, or that it trapped. */
function outcome(call: () => void, result: () => bigint): bigint | "trap" {
  try {
    call();
    return result();
  } catch (error) {
    if (error instanceof Error && (/ReferenceTrap/.test(error.constructor.name) || "code" in error))
      return "trap";
    throw error;
  }
}

describe.each(shapes)(
  "$encoding samples, $lane-bit lanes, $valueBits value bits, $features features",
  (shape) => {
    test("every word means in process, with vectors and without, what it means in the reference host", async () => {
      const model: ModelPlugin = { manifest: everyWord, kernel: await compileKernel({ entry }) };
      const composition = resolveComposition({ model, mechanism: noMechanism, shape });
      const hosts = await Promise.all(
        [true, false].map(async (simd) =>
          instantiateModel(await linkModel(model, shape, {}, {}, { simd }), composition),
        ),
      );
      const reference = createReferenceModel(model, shape, {});
      const edges = fc.array(cell(shape.lane), { minLength: 1, maxLength: 12 });
      const step = fc.nat(WORD_NAMES.length - 1).chain((which) =>
        fc.record({
          which: fc.constant(which),
          a: argumentOf(WORD_NAMES[which]!, shape),
          b: i64,
          c: i64,
          sample: sampleOf(shape),
        }),
      );
      const seen = new Map<string, { good: number; traps: number }>();
      fc.assert(
        fc.property(edges, fc.array(step, { minLength: 1, maxLength: 40, size: "max" }), (cells, steps) => {
          const start = Array.from({ length: cellsOf(shape) }, (_, i) => cells[i % cells.length]!);
          for (const host of hosts) host.setWords(0, cellsToWords(start, shape.lane));
          fill(reference.cells, start);
          for (const { which, a, b, c, sample } of steps) {
            const before = hosts.map((host) => host.snapshot());
            const cellsBefore = [...reference.cells];
            const hot = [BigInt(which), a, b, c, 0n, -7n, 7n];
            fill(reference.hot, hot);
            const expected = outcome(
              () => reference.update(sample, 1),
              () => reference.hot[4]!,
            );
            for (const host of hosts) {
              host.setHot(hot);
              const actual = outcome(
                () => host.update(encodeSample(sample, shape), 1),
                () => host.hot()[4]!,
              );
              expect([WORD_NAMES[which], a, b, c, actual]).toEqual([WORD_NAMES[which], a, b, c, expected]);
            }
            const count = seen.get(WORD_NAMES[which]!) ?? { good: 0, traps: 0 };
            seen.set(WORD_NAMES[which]!, {
              good: count.good + (expected === "trap" ? 0 : 1),
              traps: count.traps + (expected === "trap" ? 1 : 0),
            });
            if (expected === "trap") {
              hosts.forEach((host, k) => {
                host.restore(before[k]!);
              });
              fill(reference.cells, cellsBefore);
            } else {
              for (const host of hosts) expect(host.hot()).toEqual(reference.hot);
            }
          }
          for (const host of hosts)
            expect(wordsToCells(host.words(), shape.lane, start.length)).toEqual(reference.cells);
        }),
        { seed: 7, numRuns: shape.features > 1000 ? 12 : 120 },
      );
      if (shape.features > 1000) return;
      for (const name of WORD_NAMES) expect(seen.get(name)?.good, name).toBeGreaterThan(10);
      const traps = [
        "sample.index",
        "sample.value",
        "state.get",
        "state.set",
        "state.add",
        "row.dot",
        "row.axpy",
      ];
      for (const name of [
        ...traps,
        "hot.get",
        "hot.set",
        "scratch.get",
        "scratch.set",
        "math.mulDiv",
        "math.log2",
      ])
        expect(seen.get(name)?.traps, name).toBeGreaterThan(2);
    });
  },
);
