import { checkContract } from "@chainlearn/adapter-cosmwasm/compiler";
import { ChainlearnError } from "@chainlearn/core";
import binaryen from "binaryen";
import { describe, expect, it } from "vitest";
import { prepareKernel } from "../../src/compiler/prepare-kernel.ts";

function assemble(text: string): Uint8Array {
  const module = binaryen.parseText(text);
  try {
    const { MutableGlobals, SignExt, BulkMemory, SIMD128, TailCall, Multivalue, NontrappingFPToInt } =
      binaryen.Features;
    // What the examples need; with all features binaryen would write a newer form of the import section.
    module.setFeatures(
      MutableGlobals | SignExt | BulkMemory | SIMD128 | TailCall | Multivalue | NontrappingFPToInt,
    );
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

const codeOf = (run: () => void): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof ChainlearnError) return error.code;
    throw error;
  }
};

describe("a kernel that rejects", () => {
  // $deep rejects for 0 and goes on with what must not run; its callers use its result in the middle of expressions.
  const kernel = assemble(`(module
    (import "call" "arg" (func $arg (param i32) (result i64)))
    (import "call" "reject" (func $reject (param i32)))
    (import "pool" "set" (func $set (param i32 i64)))
    (global $own (mut i32) (i32.const 7))
    (func $deep (param $x i64) (result i64)
      (if (i64.eqz (local.get $x)) (then (call $reject (i32.const 401)) (call $set (i32.const 0) (i64.const 1))))
      (i64.div_s (i64.const 100) (local.get $x)))
    (func $middle (param $x i64)
      (loop $again
        (call $set (i32.const 1) (i64.add (i64.const 1) (call $deep (local.get $x))))
        (br_if $again (i64.eqz (local.get $x)))))
    (func (export "act") (result i32)
      (global.set $own (i32.add (global.get $own) (i32.const 1)))
      (block $out
        (block $in (br_table $out $in (i32.wrap_i64 (call $arg (i32.const 1)))))
        (unreachable))
      (call $middle (call $arg (i32.const 0)))
      (global.get $own))
    (func (export "quote") (result i64)
      (i64.mul (i64.const 3) (i64.add (i64.const -4) (call $deep (call $arg (i32.const 0)))))))`);

  function run(entry: "act" | "quote", first: bigint) {
    const set: [number, bigint][] = [];
    const rejection = new WebAssembly.Global({ value: "i32", mutable: true }, 0);
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(prepareKernel(kernel, "mechanism") as Uint8Array<ArrayBuffer>),
      {
        shell: {
          call_arg: (k: number) => (k === 0 ? first : 0n),
          call_reject: (code: number) => {
            rejection.value = code;
          },
          pool_set: (k: number, value: bigint) => set.push([k, value]),
          rejection,
        },
      },
    );
    const result = (exports[entry] as () => number | bigint)();
    return { result, set, rejection: rejection.value };
  }

  it("does what it did before when it does not reject", () => {
    expect(run("act", 5n)).toEqual({ result: 8, set: [[1, 21n]], rejection: 0 });
    expect(run("quote", 5n)).toEqual({ result: 48n, set: [], rejection: 0 });
  });

  it("returns at once through all of its functions, loops and expressions", () => {
    expect(run("act", 0n)).toEqual({ result: 0, set: [], rejection: 401 });
    expect(run("quote", 0n)).toEqual({ result: 0n, set: [], rejection: 401 });
  });

  it.each([
    [
      "memory",
      '(import "call" "reject" (func (param i32))) (memory 1) (func (drop (i32.load (i32.const 0))))',
    ],
    ["floats", '(import "call" "reject" (func (param i32))) (func (drop (f64.const 1)))'],
    ["another import", '(import "x" "y" (global i32))'],
  ])("is refused with %s", (_, body) => {
    expect(codeOf(() => prepareKernel(assemble(`(module ${body})`), "mechanism"))).toBe("invalid_kernel");
  });
});

describe("the checks of an upload", () => {
  const entries = `(func (export "allocate") (param i32) (result i32) (i32.const 0))
    (func (export "deallocate") (param i32)) (func (export "interface_version_8"))
    (func (export "instantiate") (param i32 i32 i32) (result i32) (i32.const 0))`;
  const memory = '(memory (export "memory") 1)';
  const contract = (more: string, itsMemory = memory, imports = ""): Uint8Array =>
    assemble(`(module ${imports} ${itsMemory} ${entries} ${more})`);
  const locals = (count: number): string => `(func (export "f") ${"(local i32)".repeat(count)})`;

  it("admit a plain contract", () => {
    expect(codeOf(() => checkContract(contract(locals(100))))).toBeUndefined();
    expect(
      codeOf(() =>
        checkContract(contract("", memory, '(import "env" "db_read" (func (param i32) (result i32)))')),
      ),
    ).toBeUndefined();
  });

  it.each([
    ["a start function", "(func $s) (start $s)", memory],
    ["101 locals", locals(101), memory],
    ["an unknown import", "", memory, '(import "env" "now" (func))'],
    ["an import from elsewhere", "", memory, '(import "host" "db_read" (func (param i32) (result i32)))'],
    ["a maximum of memory", "", '(memory (export "memory") 1 2)'],
    ["513 pages", "", '(memory (export "memory") 513)'],
    ["two results", '(func (export "f") (result i32 i32) (i32.const 0) (i32.const 0))', memory],
    ["a float in a signature", '(func (export "f") (param f32))', memory],
    ["a float local", '(func (export "f") (local f64))', memory],
    ["float arithmetic", '(func (export "f") (drop (i32.trunc_f64_s (f64.const 1))))', memory],
    ["a vector", '(func (export "f") (drop (v128.const i64x2 0 0)))', memory],
    ["bulk memory", '(func (export "f") (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))', memory],
    ["saturating conversions", '(func (export "f") (drop (i32.trunc_sat_f32_s (f32.const 1))))', memory],
    ["a tail call", '(func $g) (func (export "f") (return_call $g))', memory],
    ["no memory", "", ""],
  ])("refuse %s", (_: string, more: string, itsMemory: string, imports?: string) => {
    expect(codeOf(() => checkContract(contract(more, itsMemory, imports)))).toBe("invalid_kernel");
  });

  it("refuse what is no wasm, and what is too large", () => {
    expect(codeOf(() => checkContract(Uint8Array.of(0, 1, 2)))).toBe("invalid_kernel");
    expect(codeOf(() => checkContract(new Uint8Array(800 * 1024 + 1)))).toBe("contract_too_large");
  });
});
