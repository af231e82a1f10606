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
  ])("counts %i outer and %i inner turns, the call, and each word", (outer, inner) => {
    const turns = 1 + outer + outer * inner + 64 * (1 + outer);
    const use = (limit: number) => {
      const fuel = new Fuel(limit);
      const kernel = instantiateMechanism(NESTED, hostWith(BigInt(outer), BigInt(inner)), fuel);
      return [outcome(() => kernel.add!()), fuel.used];
    };
    expect(use(turns + 1000)).toEqual([BigInt(outer * inner), turns]);
    expect(use(turns)).toEqual([BigInt(outer * inner), turns]);
    expect(use(turns - 1)).toEqual(["fuel_exhausted", turns - 1]);
  });

  it("lets no loop of words run long that does little else", () => {
    let calls = 0;
    const host = { call: { time: () => BigInt(++calls) } } as unknown as MechanismHost;
    const kernel = wasm(`(module
      (import "call" "time" (func $time (result i64)))
      (func (export "quote") (result i64) (loop $forever (drop (call $time)) (br $forever)) (unreachable)))`);
    expect(outcome(() => instantiateMechanism(kernel, host, new Fuel(65_000)).quote!())).toBe(
      "fuel_exhausted",
    );
    expect(calls).toBe(999);
  });

  it("counts code outside loops, wherever it is called from", () => {
    const long = (count: number): string =>
      "(local.set $x (i64.add (local.get $x) (i64.const 1)))".repeat(count);
    // Four operators each; $leaf is 40 of them and what is around.
    const kernel = wasm(`(module
      (func $leaf (result i64) (local $x i64) ${long(40)} (local.get $x))
      (func $twice (result i64) (i64.add (call $leaf) (call $leaf)))
      (func (export "quote") (result i64) (i64.add (call $twice) (call $twice))))`);
    const fuel = new Fuel(1_000);
    expect(instantiateMechanism(kernel, hostWith(), fuel).quote!()).toBe(160n);
    expect(fuel.used).toBe(1 + 2 + 4 * Math.ceil(162 / 16));
  });

  it("ends a loop without an end, and runs again when it is refilled", () => {
    const fuel = new Fuel(1_000_000);
    const kernel = instantiateMechanism(NESTED, hostWith(10n, 10n), fuel);
    expect(outcome(() => kernel.quote!())).toBe("fuel_exhausted");
    expect(outcome(() => kernel.add!())).toBe("fuel_exhausted");
    expect(outcome(() => kernel.seal!())).toBe("fuel_exhausted");
    fuel.refill();
    expect(outcome(() => kernel.seal!())).toBe(undefined);
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
    // The call of the kernel, and the one entry that the host has read.
    expect(fuel.used).toBe(2);
    expect(outcome(() => model.update(Uint8Array.of(0, 1), 0))).toBe("fuel_exhausted");
    const mechanism = wasm(`(module
      (import "model" "update" (func $update (param i32)))
      (func (export "add") (result i64) (call $update (i32.const 0)) (i64.const 7)))`);
    const host = { model: { update: (label: number) => model.update(Uint8Array.of(0, 1), label) } };
    fuel.refill();
    const kernel = instantiateMechanism(mechanism, host as unknown as MechanismHost, fuel);
    expect(outcome(() => kernel.add!())).toBe("fuel_exhausted");
  });

  it("counts what rows and samples have the host go through", async () => {
    const rows: ModelPlugin = {
      manifest: { ...sparsePerceptron.manifest, id: "rows", params: [] },
      kernel: wasm(`(module
        (import "row" "dot" (func $dot (param i32) (result i64)))
        (import "state" "get" (func $get (param i32) (result i64)))
        (func (export "predict") (result i32)
          (drop (call $dot (i32.const 0))) (drop (call $dot (i32.const 0))) (drop (call $get (i32.const 0)))
          (i32.const 1))
        (func (export "update") (param i32)))`),
    };
    const fuel = new Fuel(100_000);
    const model = await running(rows, { ...SHAPE, classes: 2 }, fuel);
    for (const entries of [1, 7, 20]) {
      fuel.refill();
      model.predict(Uint8Array.from({ length: 2 * entries }, (_, i) => (i % 2 ? (i - 1) / 2 : 0)));
      expect(fuel.used).toBe(1 + entries + 2 * (8 + entries) + 8);
    }
  });

  it("ends sums of classes without an end, which hosts have code of their own for", async () => {
    // for (p = 0; p < 1; p++) { base = sample.index(p) * 3; for (c = 0; c < 1; c += step) scratch[c] += state[base + c] }
    const sums: ModelPlugin = {
      manifest: { ...naiveBayes.manifest, id: "sums", scratch: () => 1, constants: () => ({}), params: [] },
      kernel: wasm(`(module
        (import "sample" "index" (func $index (param i32) (result i32)))
        (import "scratch" "get" (func $get (param i32) (result i64)))
        (import "scratch" "set" (func $set (param i32 i64)))
        (import "state" "get" (func $cell (param i32) (result i64)))
        (func (export "predict") (result i32) (i32.const 0))
        (func (export "update") (param $step i32) (local $p i32) (local $base i32) (local $c i32)
          (loop $entries (if (i32.lt_s (local.get $p) (i32.const 1)) (then
            (local.set $base (i32.mul (call $index (local.get $p)) (i32.const 3)))
            (local.set $c (i32.const 0))
            (loop $classes (if (i32.lt_s (local.get $c) (i32.const 1)) (then
              (call $set (local.get $c)
                (i64.add (call $get (local.get $c)) (call $cell (i32.add (local.get $base) (local.get $c)))))
              (local.set $c (i32.add (local.get $c) (local.get $step)))
              (br $classes))))
            (local.set $p (i32.add (local.get $p) (i32.const 1)))
            (br $entries))))))`),
    };
    const fuel = new Fuel(10_000);
    const model = await running(sums, SHAPE, fuel);
    expect(outcome(() => model.update(Uint8Array.of(0, 1), 1))).toBe(undefined);
    expect(outcome(() => model.update(Uint8Array.of(0, 1), 0))).toBe("fuel_exhausted");
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
