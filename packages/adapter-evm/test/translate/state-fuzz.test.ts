import process from "node:process";
import {
  cellsToWords,
  type ModelPlugin,
  readCell,
  resolveComposition,
  type SampleEncoding,
  type Shape,
} from "@chainlearn/core";
import { createReferenceModel, ReferenceTrap } from "@chainlearn/kernel/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Evm } from "./support/evm.ts";
import { modelManifest, nothing, randomCell, randomSample } from "./support/fixtures.ts";
import { Runner } from "./support/harness.ts";
import { KernelContract, packHot } from "./support/kernels.ts";
import { Random } from "./support/random.ts";
import { type RandomWords, randomFunction } from "./support/random-module.ts";
import { assemble, TRAP } from "./support/wasm.ts";

/** `FUZZ_SEEDS=100:200` runs these seeds instead. */
const [firstSeed, endSeed] = (process.env.FUZZ_SEEDS ?? "1:17").split(":").map(Number) as [number, number];
const CALLS = 60;
const CELLS = 40;
const SCRATCH = 2;

let evm: Evm;
let runner: Runner;
beforeAll(async () => {
  evm = await Evm.start();
  runner = await Runner.install(evm);
});
afterAll(() => evm.stop());

/** Words that read and write state, hot and scratch cells; an index is sometimes outside. */
const STATE_WORDS: RandomWords = {
  expression: (random, sub) =>
    random.pick([
      () => `(call $get ${cellIndex(random, sub)})`,
      () => `(call $get ${cellIndex(random, sub)})`,
      () => `(call $get (i32.const ${random.below(CELLS)}))`,
      () => `(call $dot (i32.const ${random.pick([0, 8, 17])}))`,
      () => `(call $hot_get (i32.const ${random.below(3)}))`,
      () => `(call $scratch_get (i32.and ${sub(32)} (i32.const 1)))`,
    ])(),
  statement: (random, sub) =>
    random.pick([
      () => `(call $set ${cellIndex(random, sub)} ${sub(64)})`,
      () => `(call $set ${cellIndex(random, sub)} ${sub(64)})`,
      () => `(call $set (i32.const ${random.below(CELLS)}) ${sub(64)})`,
      () => `(call $add ${cellIndex(random, sub)} ${sub(64)})`,
      () => `(call $add ${cellIndex(random, sub)} ${sub(64)})`,
      () => `(call $axpy (i32.const ${random.pick([0, 8, 17])}) ${sub(64)})`,
      () => `(call $hot_set (i32.const ${random.below(3)}) ${sub(64)})`,
      () => `(call $scratch_set (i32.and ${sub(32)} (i32.const 1)) ${sub(64)})`,
    ])(),
};

function cellIndex(random: Random, sub: (width: 32 | 64) => string): string {
  const most = random.oneIn(30) ? 63 : 31;
  return `(i32.and ${sub(32)} (i32.const ${most}))`;
}

const kernelOf = (random: Random): Uint8Array =>
  assemble(`(module
    (import "state" "get" (func $get (param i32) (result i64)))
    (import "state" "set" (func $set (param i32) (param i64)))
    (import "state" "add" (func $add (param i32) (param i64)))
    (import "row" "dot" (func $dot (param i32) (result i64)))
    (import "row" "axpy" (func $axpy (param i32) (param i64)))
    (import "hot" "get" (func $hot_get (param i32) (result i64)))
    (import "hot" "set" (func $hot_set (param i32) (param i64)))
    (import "scratch" "get" (func $scratch_get (param i32) (result i64)))
    (import "scratch" "set" (func $scratch_set (param i32) (param i64)))
    ${randomFunction(random, STATE_WORDS)}
    (func $run (param i32) (result i64)
      (call $random (call $hot_get (i32.const 0)) (call $hot_get (i32.const 1)) (local.get 0)
        (i32.wrap_i64 (call $hot_get (i32.const 2)))))
    (func (export "predict") (result i32) (i32.const 0))
    (func (export "update") (param i32) (call $hot_set (i32.const 3) (call $run (local.get 0)))))`);

const ENCODINGS: readonly SampleEncoding[] = ["sparse", "sparse-values", "dense"];
const LANES = [8, 16, 32, 64] as const;

const seen = { good: 0, traps: 0 };

describe("random kernels that read and write state", () => {
  for (let seed = firstSeed; seed < endSeed; seed++) {
    it(`agree with the reference host, seed ${seed}`, async () => {
      const random = new Random(1_000 + seed);
      const encoding = ENCODINGS[seed % 3]!;
      const features = 20;
      const shape: Shape = {
        ...{ features, classes: 4, lane: LANES[seed % 4]!, encoding, valueBits: seed % 31 },
        maxEntries: encoding === "dense" ? features : 7,
      };
      const model: ModelPlugin = {
        manifest: modelManifest({
          cells: () => CELLS,
          hot: () => ["a", "b", "c", "result"].map((name) => ({ name, bits: 64, signed: true })),
          scratch: () => SCRATCH,
        }),
        kernel: kernelOf(random),
      };
      const composition = resolveComposition({ model, mechanism: nothing, shape });
      const { layout } = composition;
      const contract = await KernelContract.install(evm, runner, composition, ["model_update"], {
        quick: true,
      });
      const reference = createReferenceModel(model, shape, {});
      const start = Array.from({ length: CELLS }, () => randomCell(shape.lane, random));
      const assign = (list: bigint[], values: readonly bigint[]): void =>
        values.forEach((value, i) => {
          list[i] = value;
        });
      assign(reference.cells, start);

      const calls = contract.storeState(start);
      const expected: { hot: readonly bigint[] | "trap"; words: readonly bigint[] }[] = [];
      const first = calls.length;
      for (let step = 0; step < CALLS; step++) {
        const sample = randomSample(shape, random);
        const label = random.below(4);
        const hot = [random.operand(64), random.operand(64), random.operand(64), 0n];
        assign(reference.hot, hot);
        const before = [...reference.cells];
        try {
          reference.update(sample, label);
          expected.push({ hot: [...reference.hot], words: cellsToWords(reference.cells, shape.lane) });
        } catch (error) {
          if (!(error instanceof ReferenceTrap)) throw error;
          assign(reference.cells, before);
          expected.push({ hot: "trap", words: cellsToWords(before, shape.lane) });
        }
        calls.push(
          contract.call("model_update", {
            label: BigInt(label),
            sample: contract.encode(sample),
            meter: packHot(layout.hot, hot, layout.meterWords),
          }),
          ...contract.loadState(),
        );
      }
      const outcomes = (await contract.run(calls)).slice(first);
      const perCall = 1 + layout.stateWords;
      expected.forEach(({ hot, words }, step) => {
        const [outcome, ...loaded] = outcomes.slice(step * perCall, (step + 1) * perCall);
        if (hot === "trap") {
          seen.traps++;
          expect([step, outcome]).toEqual([step, { ok: false, data: TRAP }]);
        } else {
          seen.good++;
          expect([step, outcome!.ok]).toEqual([step, true]);
          const meter = contract.meterOf(contract.returned(outcome!));
          expect([step, layout.hot.map((cell) => readCell(meter, cell))]).toEqual([step, hot]);
        }
        expect([step, loaded.map(({ data }) => BigInt(data))]).toEqual([step, words]);
      });
    });
  }

  // A random kernel may trap whatever it is given; not most of them.
  it("succeed most of the time", () => {
    expect(seen.good).toBeGreaterThan(seen.traps);
  });
});
