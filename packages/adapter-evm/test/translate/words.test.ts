import { fileURLToPath } from "node:url";
import {
  ChainlearnError,
  cellsToWords,
  type ModelPlugin,
  readCell,
  resolveComposition,
  type Shape,
} from "@chainlearn/core";
import { compileKernel } from "@chainlearn/kernel/compiler";
import { createReferenceModel, ReferenceTrap } from "@chainlearn/kernel/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everyWord, SCRATCH_CELLS, WORD_NAMES } from "../../../kernel/test/every-word.ts";
import { Evm } from "./support/evm.ts";
import { nothing, randomCell, randomSample } from "./support/fixtures.ts";
import { Runner } from "./support/harness.ts";
import { KernelContract, packHot } from "./support/kernels.ts";
import { Random } from "./support/random.ts";
import { TRAP } from "./support/wasm.ts";

let evm: Evm;
let runner: Runner;
let model: ModelPlugin;
beforeAll(async () => {
  evm = await Evm.start();
  runner = await Runner.install(evm);
  const entry = fileURLToPath(new URL("../../../kernel/test/kernels/every-word/kernel.ts", import.meta.url));
  model = { manifest: everyWord, kernel: await compileKernel({ entry }) };
});
afterAll(() => evm.stop());

const base = { classes: 2, features: 30, maxEntries: 9 } as const;
const shapes: readonly Shape[] = [
  { ...base, encoding: "sparse", lane: 8, valueBits: 0 },
  { ...base, encoding: "sparse", lane: 32, valueBits: 30 },
  { ...base, encoding: "sparse", lane: 64, valueBits: 16, features: 70_000 },
  { ...base, encoding: "sparse-values", lane: 16, valueBits: 8 },
  { ...base, encoding: "sparse-values", lane: 32, valueBits: 24, features: 70_000 },
  { ...base, encoding: "sparse-values", lane: 64, valueBits: 30 },
  { ...base, encoding: "dense", lane: 8, valueBits: 0, features: 37, maxEntries: 37 },
  { ...base, encoding: "dense", lane: 16, valueBits: 16, features: 37, maxEntries: 37 },
  { ...base, encoding: "dense", lane: 32, valueBits: 1, features: 37, maxEntries: 37 },
  { ...base, encoding: "dense", lane: 64, valueBits: 0, features: 37, maxEntries: 37 },
];

/** The first operand of a word: mostly a position that exists, sometimes one just outside or far away. */
function operandOf(name: (typeof WORD_NAMES)[number], shape: Shape, random: Random): bigint {
  const near = (count: number): bigint =>
    random.oneIn(4)
      ? random.pick([-1n, BigInt(count), BigInt(count) - 1n, random.operand(32)])
      : BigInt(random.below(count));
  if (name.startsWith("state.")) return near(everyWord.cells(shape));
  if (name.startsWith("row."))
    return random.oneIn(2) ? random.pick([0n, 1n, BigInt(shape.features), 32n]) : near(shape.features + 4);
  if (name.startsWith("sample.")) return near(shape.maxEntries);
  if (name.startsWith("hot.")) return near(7);
  if (name.startsWith("scratch.")) return near(SCRATCH_CELLS);
  return random.oneIn(2) ? BigInt(random.below(70 << 16)) - (20n << 16n) : random.operand(64);
}

describe.each(shapes)(
  "$encoding samples, $lane-bit lanes, $valueBits value bits, $features features",
  (shape) => {
    it("every word means on the EVM what it means in the reference host", async () => {
      const composition = resolveComposition({ model, mechanism: nothing, shape });
      const { layout } = composition;
      const contract = await KernelContract.install(evm, runner, composition, ["model_update"]);
      const reference = createReferenceModel(model, shape, {});
      const random = new Random(shape.lane + shape.valueBits + shape.features);
      // Storage of 70,000 features is not filled: what matters is at its two ends.
      const filled = Array.from({ length: layout.cells }, (_, i) =>
        shape.features < 1_000 || i % 1_000 < 16 ? randomCell(shape.lane, random) : 0n,
      );
      filled.forEach((cell, i) => {
        reference.cells[i] = cell;
      });
      const words = cellsToWords(filled, shape.lane);
      const calls = contract.storeState(filled).filter((_, i) => words[i] !== 0n);
      const expected: (readonly bigint[] | "trap")[] = [];
      const described: string[] = [];
      const first = calls.length;
      for (let step = 0; step < 700; step++) {
        const which = step % WORD_NAMES.length;
        const name = WORD_NAMES[which]!;
        const sample = randomSample(shape, random);
        const hot = [
          BigInt(which),
          operandOf(name, shape, random),
          random.operand(64),
          random.operand(64),
          0n,
          -7n,
          7n,
        ];
        const before = [...reference.hot];
        hot.forEach((value, k) => {
          reference.hot[k] = value;
        });
        const cellsBefore = /set|add|axpy/.test(name) ? [...reference.cells] : undefined;
        try {
          reference.update(sample, 1);
          expected.push([...reference.hot]);
        } catch (error) {
          // The math words of the reference host are the ones of the kernel package, with its error.
          const isTrap =
            error instanceof ReferenceTrap || (error instanceof ChainlearnError && error.code === "trap");
          if (!isTrap) throw error;
          expected.push("trap");
          cellsBefore?.forEach((cell, i) => {
            reference.cells[i] = cell;
          });
          before.forEach((value, k) => {
            reference.hot[k] = value;
          });
        }
        described.push(`${name}(${hot.slice(1, 4).join(", ")}) of ${JSON.stringify(sample)}`);
        calls.push(
          contract.call("model_update", {
            label: 1n,
            sample: contract.encode(sample),
            meter: packHot(layout.hot, hot, layout.meterWords),
          }),
        );
      }
      const last = calls.length;
      const touched = cellsToWords(reference.cells, shape.lane);
      const checked = touched.map((_, i) => i).filter((i) => touched[i] !== 0n || i < 8);
      const loads = contract.loadState();
      calls.push(...checked.map((i) => loads[i]!));

      const outcomes = await contract.run(calls);
      const seen = { good: 0, traps: 0 };
      outcomes.slice(first, last).forEach((outcome, i) => {
        const want = expected[i]!;
        if (want === "trap") {
          seen.traps++;
          expect([described[i], outcome]).toEqual([described[i], { ok: false, data: TRAP }]);
          return;
        }
        seen.good++;
        expect([described[i], outcome.ok]).toEqual([described[i], true]);
        const meter = contract.meterOf(contract.returned(outcome));
        expect([described[i], layout.hot.map((cell) => readCell(meter, cell))]).toEqual([described[i], want]);
      });
      expect(outcomes.slice(last).map(({ data }) => BigInt(data))).toEqual(checked.map((i) => touched[i]));
      expect(seen.good).toBeGreaterThan(300);
      expect(seen.traps).toBeGreaterThan(40);
    });
  },
);
