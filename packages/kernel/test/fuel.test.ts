import { type ModelPlugin, modelParams, resolveModel, type Shape } from "@chainlearn/core";
import { Random } from "@chainlearn/core/testing";
import { Fuel, instantiateMechanism, instantiateModel, type MechanismHost } from "@chainlearn/kernel";
import { linkModel } from "@chainlearn/kernel/compiler";
import { naiveBayes, sparsePerceptron } from "@chainlearn/models-wasm";
import binaryen from "binaryen";
import { describe, expect, it } from "vitest";

function wasm(text: string): Uint8Array {
  const module = binaryen.parseText(text);
  try {
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** `add` turns an outer loop arg(0) times and in it an inner one arg(1) times; `quote` never ends; `seal` has no loop. */
const NESTED = wasm(`(module
  (import "call" "arg" (func $arg (param i32) (result i64)))
  (func (export "add") (result i64) (local $a i64) (local $b i64) (local $sum i64)
    (local.set $a (call $arg (i32.const 0)))
    (loop $outer
      (local.set $b (call $arg (i32.const 1)))
      (loop $inner
        (local.set $sum (i64.add (local.get $sum) (i64.const 1)))
        (local.set $b (i64.sub (local.get $b) (i64.const 1)))
        (br_if $inner (i64.gt_s (local.get $b) (i64.const 0))))
      (local.set $a (i64.sub (local.get $a) (i64.const 1)))
      (br_if $outer (i64.gt_s (local.get $a) (i64.const 0))))
    (local.get $sum))
  (func (export "quote") (result i64) (loop $forever (br $forever)) (unreachable))
  (func (export "seal")))`);

const hostWith = (...args: readonly bigint[]): MechanismHost =>
  ({ call: { arg: (k: number) => args[k]! } }) as unknown as MechanismHost;

const outcome = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("fuel of a mechanism", () => {
  it.each([
    [1, 1],
    [3, 5],
    [40, 25],
  ])("counts %i outer and %i inner turns", (outer, inner) => {
    const turns = outer + outer * inner;
    const use = (limit: number) => {
      const fuel = new Fuel(limit);
      const kernel = instantiateMechanism(NESTED, hostWith(BigInt(outer), BigInt(inner)), fuel);
      return [outcome(() => kernel.add!()), fuel.used];
    };
    expect(use(turns + 1000)).toEqual([BigInt(outer * inner), turns]);
    expect(use(turns)).toEqual([BigInt(outer * inner), turns]);
    expect(use(turns - 1)).toEqual(["fuel_exhausted", turns - 1]);
  });

  it("ends a loop without an end, and runs again when it is refilled", () => {
    const fuel = new Fuel(1_000_000);
    const kernel = instantiateMechanism(NESTED, hostWith(10n, 10n), fuel);
    expect(outcome(() => kernel.quote!())).toBe("fuel_exhausted");
    expect(outcome(() => kernel.add!())).toBe("fuel_exhausted");
    expect(outcome(() => kernel.seal!())).toBe(undefined);
    fuel.refill();
    expect(outcome(() => kernel.add!())).toBe(100n);
  });

  it("tells traps of other kinds from its own", () => {
    const trapping = wasm('(module (func (export "quote") (result i64) (unreachable)))');
    expect(outcome(() => instantiateMechanism(trapping, hostWith(), new Fuel(5)).quote!())).toBe("trap");
  });

  it.each([0, -1, 1.5, Number.POSITIVE_INFINITY])("is not %d", (limit) => {
    expect(outcome(() => new Fuel(limit))).toBe("argument_out_of_range");
  });
});

const SHAPE: Shape = {
  features: 300,
  classes: 3,
  lane: 32,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 20,
};

/** Predicts at once and trains forever. */
const endless: ModelPlugin = {
  manifest: { ...sparsePerceptron.manifest, id: "endless", params: [] },
  kernel: wasm(`(module
    (func (export "predict") (result i32) (i32.const 1))
    (func (export "update") (param i32) (loop $forever (br $forever))))`),
};

async function running(plugin: ModelPlugin, shape: Shape, fuel?: Fuel) {
  const model = resolveModel({ model: plugin, shape });
  const options = { metered: fuel !== undefined };
  const linked = await linkModel(plugin, shape, model.constants, modelParams(model), options);
  return instantiateModel(linked, model, fuel);
}

describe("fuel of a model", () => {
  it("ends training without an end, within a mechanism that would go on", async () => {
    const fuel = new Fuel(100_000);
    const model = await running(endless, { ...SHAPE, classes: 2 }, fuel);
    expect(model.predict(Uint8Array.of(0, 1))).toBe(1);
    expect(fuel.used).toBe(0);
    expect(outcome(() => model.update(Uint8Array.of(0, 1), 0))).toBe("fuel_exhausted");
    const mechanism = wasm(`(module
      (import "model" "update" (func $update (param i32)))
      (func (export "add") (result i64) (call $update (i32.const 0)) (i64.const 7)))`);
    const host = { model: { update: (label: number) => model.update(Uint8Array.of(0, 1), label) } };
    fuel.refill();
    const kernel = instantiateMechanism(mechanism, host as unknown as MechanismHost, fuel);
    expect(outcome(() => kernel.add!())).toBe("fuel_exhausted");
  });

  it("changes nothing in what models compute, and is used alike by the same samples", async () => {
    const fuels = [new Fuel(1e9), new Fuel(1e9)] as const;
    const [plain, ...metered] = [
      await running(naiveBayes, SHAPE),
      await running(naiveBayes, SHAPE, fuels[0]),
      await running(naiveBayes, SHAPE, fuels[1]),
    ] as const;
    const random = new Random(5);
    for (let i = 0; i < 200; i++) {
      const indices = [...new Set(Array.from({ length: 8 }, () => random.below(300)))].sort((a, b) => a - b);
      const sample = Uint8Array.from(indices.flatMap((index) => [index >> 8, index & 255]));
      const label = random.below(3);
      const expected = plain.predict(sample);
      expect(metered.map((model) => model.predict(sample))).toEqual([expected, expected]);
      for (const model of [plain, ...metered]) model.update(sample, label);
    }
    expect(metered[0]!.words()).toEqual(plain.words());
    expect(metered[0]!.hot()).toEqual(plain.hot());
    expect(fuels[0].used).toBe(fuels[1].used);
    expect(fuels[0].used).toBeGreaterThan(200);
  });
});
