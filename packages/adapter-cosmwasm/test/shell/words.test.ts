import { fileURLToPath } from "node:url";
import {
  ChainlearnError,
  cellsToWords,
  encodeSample,
  type LaneBits,
  type MechanismPlugin,
  type ModelPlugin,
  readCell,
  type Sample,
  type Shape,
  wordsToCells,
} from "@chainlearn/core";
import { compileKernel } from "@chainlearn/kernel/compiler";
import { createReferenceModel, ReferenceTrap } from "@chainlearn/kernel/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellsOf, everyWord, HOT_BITS, SCRATCH_CELLS, WORD_NAMES } from "../../../kernel/test/every-word.ts";
import { bytesToWords, wordsToBytes } from "../../src/client/words.ts";
import { Bench, base64, codeOf, compose } from "./support/bench.ts";

const kernelAt = (path: string): Promise<Uint8Array> =>
  compileKernel({ entry: fileURLToPath(new URL(path, import.meta.url)) });

/** Costs nothing and trains with every addition. */
const trains = async (): Promise<MechanismPlugin> => ({
  manifest: {
    ...{ kind: "mechanism", id: "trains", version: "1.0.0", description: "Trains with every addition." },
    ...{ pool: [], account: [], record: [], roles: [], params: [], actions: [], errors: {} },
  },
  kernel: await kernelAt("kernels/trains/kernel.ts"),
});

const base = { classes: 2, features: 30, maxEntries: 9 } as const;
const shapes: readonly (Shape & { readonly steps: number })[] = [
  { ...base, encoding: "sparse", lane: 8, valueBits: 0, steps: 150 },
  { ...base, encoding: "sparse", lane: 64, valueBits: 16, steps: 150 },
  { ...base, encoding: "sparse", lane: 8, valueBits: 30, features: 65_537, steps: 6 },
  { ...base, encoding: "sparse-values", lane: 16, valueBits: 8, steps: 150 },
  { ...base, encoding: "sparse-values", lane: 64, valueBits: 30, steps: 150 },
  { ...base, encoding: "dense", lane: 32, valueBits: 1, maxEntries: 30, steps: 150 },
  // More than one page of 64 words, and a last page that is shorter.
  { ...base, encoding: "dense", lane: 64, valueBits: 24, features: 200, maxEntries: 200, steps: 60 },
];

const EDGES = [0n, 1n, -1n, 2n ** 31n, -(2n ** 31n) - 1n, 2n ** 63n - 1n, -(2n ** 63n)];
const i64 = fc.oneof(
  fc.constantFrom(...EDGES),
  fc.bigInt(-1000n, 1000n),
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
);
const i32 = fc.oneof(
  fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
);

const position = (count: number): fc.Arbitrary<bigint> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.bigInt(0n, BigInt(count) - 1n) },
    { weight: 2, arbitrary: fc.constantFrom(-1n, BigInt(count), BigInt(count) - 1n, 0n) },
    { weight: 1, arbitrary: fc.bigInt(-(2n ** 31n), 2n ** 31n - 1n) },
  );

function argumentOf(name: (typeof WORD_NAMES)[number], shape: Shape): fc.Arbitrary<bigint> {
  if (name.startsWith("state.")) return position(cellsOf(shape));
  if (name.startsWith("row."))
    return fc.oneof(fc.constantFrom(0n, 1n, BigInt(shape.features)), position(shape.features + 4));
  if (name.startsWith("sample.")) return position(shape.maxEntries);
  if (name.startsWith("hot.")) return fc.constantFrom(5n, 6n, 7n, -1n);
  if (name.startsWith("scratch.")) return position(SCRATCH_CELLS);
  if (name === "math.exp2") return fc.bigInt(-(20n << 16n), 48n << 16n);
  return i64;
}

function sampleOf(shape: Shape): fc.Arbitrary<Sample> {
  const values = (n: number) => fc.array(i32, { minLength: n, maxLength: n });
  if (shape.encoding === "dense") return values(shape.features).map((list) => ({ values: list }));
  const indices = fc
    .uniqueArray(fc.nat(shape.features - 1), { minLength: 1, maxLength: shape.maxEntries })
    .map((list) => list.sort((a, b) => a - b));
  if (shape.encoding === "sparse") return indices.map((list) => ({ indices: list }));
  return indices.chain((list) => values(list.length).map((v) => ({ indices: list, values: v })));
}

const cellOf = (lane: LaneBits): fc.Arbitrary<bigint> => {
  const most = 2n ** BigInt(lane - 1) - 1n;
  return fc.oneof(fc.constantFrom(0n, most, -most - 1n), fc.bigInt(-most - 1n, most));
};

const stepOf = (shape: Shape) =>
  fc.nat(WORD_NAMES.length - 1).chain((which) =>
    fc.record({
      which: fc.constant(which),
      a: argumentOf(WORD_NAMES[which]!, shape),
      b: i64,
      c: i64,
      sample: sampleOf(shape),
      cells: fc.array(cellOf(shape.lane), { minLength: 1, maxLength: 12 }),
    }),
  );

describe.each(shapes)(
  "$encoding samples, $lane-bit lanes, $valueBits value bits, $features features",
  (given) => {
    const { steps, ...shape } = given;

    it("every word means on chain what it means in the reference host", async () => {
      const model: ModelPlugin = {
        manifest: everyWord,
        kernel: await kernelAt("../../../kernel/test/kernels/every-word/kernel.ts"),
      };
      const composition = compose({ model, mechanism: await trains(), shape });
      const bench = await Bench.uploaded(composition);
      const reference = createReferenceModel(model, shape, {});
      const { stateWords } = composition.layout;
      let traps = 0;
      for (const { which, a, b, c, sample, cells } of fc.sample(stepOf(shape), {
        seed: 11,
        numRuns: steps,
      })) {
        const start = Array.from({ length: cellsOf(shape) }, (_, i) => cells[i % cells.length]!);
        const hot = [BigInt(which), a, b, c, 0n, -7n, 7n];
        start.forEach((cell, i) => {
          reference.cells[i] = cell;
        });
        hot.forEach((cell, k) => {
          reference.hot[k] = cell;
        });
        bench.contract = await bench.instantiate();
        await bench.seal(wordsToBytes(cellsToWords(start, shape.lane)), hot.map(String));
        let expected: "trap" | undefined;
        try {
          reference.update(sample, 1);
        } catch (error) {
          const isTrap =
            error instanceof ReferenceTrap || (error instanceof ChainlearnError && error.code === "trap");
          if (!isTrap) throw error;
          expected = "trap";
          traps += 1;
        }
        const call = bench.execute(1, {
          add_data: { label: 1, sample: base64(encodeSample(sample, shape)) },
        });
        expect([WORD_NAMES[which], a, b, c, await codeOf(call)]).toEqual([
          WORD_NAMES[which],
          a,
          b,
          c,
          expected,
        ]);
        const read = async (message: object): Promise<bigint[]> =>
          bytesToWords(Buffer.from((await bench.query(message)) as string, "base64"));
        const words = await read({ words: { first: 0, count: stateWords } }).catch(() => undefined);
        const meter = await read({ meter: {} });
        const found = {
          hot: composition.layout.hot.map((cell) => readCell(meter, cell)),
          // A query of a large state runs out of gas, as on a real chain.
          cells: words && wordsToCells(words, shape.lane, start.length),
        };
        const after = expected
          ? { cells: start, hot }
          : { cells: [...reference.cells], hot: [...reference.hot] };
        expect(found).toEqual({ hot: after.hot, cells: words && after.cells });
        expect(words !== undefined || stateWords > 1000).toBe(true);
      }
      expect(HOT_BITS.length).toBe(composition.layout.hot.length);
      expect(traps).toBeGreaterThan(steps / 20 - 1);
      expect(traps).toBeLessThan(steps / 2);
    });
  },
);
