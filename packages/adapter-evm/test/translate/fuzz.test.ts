import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Evm } from "./support/evm.ts";
import { Runner } from "./support/harness.ts";
import { Random } from "./support/random.ts";
import { FUZZ_PARAMS, randomModule } from "./support/random-module.ts";
import { assemble, compareEngines, type Invocation } from "./support/wasm.ts";

/** `FUZZ_SEEDS=100:200` runs these seeds instead. */
const [firstSeed, endSeed] = (process.env.FUZZ_SEEDS ?? "1:7").split(":").map(Number) as [number, number];
const FUNCTIONS = 8;
const CALLS = 40;

let evm: Evm;
let runner: Runner;
beforeAll(async () => {
  evm = await Evm.start();
  runner = await Runner.install(evm);
});
afterAll(() => evm.stop());

describe("random modules", () => {
  for (let seed = firstSeed; seed < endSeed; seed++) {
    it(`agree with the wasm engine, seed ${seed}`, async () => {
      const random = new Random(seed);
      const bytes = assemble(randomModule(random, FUNCTIONS));
      const calls = Array.from(
        { length: FUNCTIONS * CALLS },
        (_, i): Invocation => ({
          name: `f${i % FUNCTIONS}`,
          operands: FUZZ_PARAMS.map((width) => random.operand(width)),
        }),
      );
      // Half of the seeds go through the optimiser, which writes other forms than the generator.
      const { differences, traps } = await compareEngines(evm, runner, bytes, calls, {
        optimise: seed % 2 === 0,
        localsInMemory: seed % 3 === 0,
        quick: true,
      });
      expect(differences).toEqual([]);
      expect(traps).toBeLessThan(calls.length / 2);
    });
  }
});
