import { ChainlearnError } from "@chainlearn/core";
import { type CheckOptions, checkKernel } from "@chainlearn/kernel/compiler";
import binaryen from "binaryen";
import { describe, expect, test } from "vitest";
import { mechanismManifest, modelManifest } from "./manifests.ts";

/** A new way to write imports, which engines do not read yet; binaryen's types do not have it. */
const COMPACT_IMPORTS = 1 << 26;

/** Bytes of a module in text form, names and all features left as they are written. */
function assemble(text: string): Uint8Array {
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.All & ~COMPACT_IMPORTS);
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

const PREDICT = '(func (export "predict") (result i32) (i32.const 0))';
const UPDATE = '(func (export "update") (param i32))';
/** A model's module with these parts, which come first. */
const model = (parts: string, predict = PREDICT, update = UPDATE): Uint8Array =>
  assemble(`(module ${parts} ${predict} ${update})`);
/** A model whose update runs this code. */
const updating = (code: string, parts = ""): Uint8Array =>
  model(parts, PREDICT, `(func (export "update") (param $label i32) (local $a i64) ${code})`);
const QUOTE = '(func (export "quote") (result i64) (i64.const 0))';
const ADD = '(func (export "add") (result i64) (i64.const 0))';
/** A mechanism whose action runs this code. */
const acting = (imports: string, code: string, quote = QUOTE): Uint8Array =>
  assemble(
    `(module ${imports} ${quote} ${ADD} (func (export "act") (result i32) (local $k i32) ${code} (i32.const 0)))`,
  );

function refusal(
  kernel: Uint8Array,
  manifest: typeof modelManifest | typeof mechanismManifest,
  options?: CheckOptions,
): string {
  try {
    checkKernel(kernel, manifest, options);
  } catch (error) {
    if (!(error instanceof ChainlearnError)) throw error;
    expect(error.code).toBe("invalid_kernel");
    return error.message;
  }
  return "accepted";
}

describe("accepts", () => {
  test("a model with all admitted kinds of code, and reports what it is", () => {
    const kernel = updating(
      `(local.set $a (call $rate))
       (block $out (loop $again
         (br_if $out (i64.eqz (local.get $a)))
         (local.set $a (i64.sub (local.get $a) (i64.const 1)))
         (if (i32.clz (local.get $label)) (then (br_table $out $again $out (local.get $label))) (else (nop)))
         (br $again)))
       (drop (select (i32.const 1) (i32.wrap_i64 (local.tee $a (i64.extend_i32_u (local.get $label)))) (i32.const 0)))
       (call $helper (i64.extend8_s (local.get $a)))
       (if (local.get $label) (then (return)))
       (unreachable)`,
      `(import "config" "rate" (func $rate (result i64)))
       (import "config" "stride" (func $stride (result i64)))
       (import "state" "add" (func $add (param i32 i64)))
       (func $helper (param i64) (call $add (i32.const 1) (i64.div_s (local.get 0) (call $stride))))`,
    );
    const report = checkKernel(kernel, modelManifest);
    expect(report).toMatchObject({
      bytes: kernel.length,
      words: ["state.add"],
      config: ["rate", "stride"],
      functions: 3,
      locals: 3,
    });
    expect([...report.exports].sort()).toEqual(["predict", "update"]);
    expect(report.id).toMatch(/^[0-9a-f]{64}$/);
  });

  test("a mechanism, with and without seal", () => {
    const kernel = acting(
      `(import "pool" "set" (func $set (param i32 i64)))
       (import "call" "reject" (func $reject (param i32)))
       (func (export "seal") (call $set (i32.const 0) (i64.const 1)))`,
      "(call $reject (i32.const 1000)) (call $reject (i32.const 403))",
    );
    expect([...checkKernel(kernel, mechanismManifest).exports].sort()).toEqual([
      "act",
      "add",
      "quote",
      "seal",
    ]);
    expect(refusal(acting("", ""), mechanismManifest)).toBe("accepted");
  });
});

describe("refuses as a whole", () => {
  test.each([
    ["memory", model("(memory 1)"), /a memory/],
    ["an imported memory", model('(import "env" "memory" (memory 1))'), /imports the memory env\.memory/],
    ["a global", model("(global $g (mut i32) (i32.const 0))"), /a global/],
    ["an imported global", model('(import "env" "g" (global i32))'), /imports the global env\.g/],
    ["a table", model("(table 1 funcref)"), /a table/],
    ["an imported table", model('(import "env" "t" (table 1 funcref))'), /imports the table env\.t/],
    ["a start function", model("(func $begin) (start $begin)"), /a start function/],
    ["float parameters", model("(func $f (param f64))"), /the type f64/],
    ["float locals", model("(func $f (local f32))"), /the type f32/],
    ["vector results", model("(func $f (result v128) (unreachable))"), /the type v128/],
    ["several results", model("(func $f (result i32 i32) (unreachable))"), /more than one result/],
  ])("%s", (_, kernel, message) => {
    expect(refusal(kernel, modelManifest)).toMatch(message);
  });

  test("custom sections", () => {
    const custom = Uint8Array.of(0, 5, 4, 110, 97, 109, 101);
    expect(refusal(Uint8Array.of(...model(""), ...custom), modelManifest)).toMatch(/a custom section/);
  });

  test("what is no wasm, or only the beginning of it", () => {
    expect(refusal(new Uint8Array(), modelManifest)).toMatch(/not valid wasm/);
    expect(refusal(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), modelManifest)).toMatch(/no wasm module/);
    const kernel = model("");
    for (let length = 9; length < kernel.length; length++)
      expect(refusal(kernel.slice(0, length), modelManifest), `${length} bytes`).not.toBe("accepted");
  });

  test("code that the engine refuses", () => {
    const kernel = model("", PREDICT.replace("(i32.const 0)", "(i32.const 77)"));
    // i32.const becomes i64.const: the function now leaves the wrong type.
    const at = kernel.findIndex((byte, i) => byte === 0x41 && kernel[i + 1] === 0xcd);
    kernel[at] = 0x42;
    expect(refusal(kernel, modelManifest)).toMatch(/not valid wasm/);
  });

  test("more bytes than the budget", () => {
    const kernel = model("");
    expect(refusal(kernel, modelManifest, { budgetBytes: kernel.length })).toBe("accepted");
    expect(refusal(kernel, modelManifest, { budgetBytes: kernel.length - 1 })).toMatch(/the budget is/);
    const long = updating("(drop (i64.const 1234567890123456))".repeat(900));
    expect(refusal(long, modelManifest)).toMatch(/the budget is 8192/);
  });

  test("more than 100 locals, also over calls", () => {
    const locals = (count: number): string => `(local ${"i64 ".repeat(count)})`;
    const chain = (a: number, b: number): Uint8Array =>
      model(`(func $low ${locals(a)}) (func $high ${locals(b)} (call $low) (call $low))`);
    expect(refusal(chain(100, 0), modelManifest)).toBe("accepted");
    expect(refusal(chain(60, 40), modelManifest)).toBe("accepted");
    expect(refusal(chain(60, 41), modelManifest)).toMatch(/101 locals/);
    expect(refusal(model(`(func $f ${locals(101)})`), modelManifest)).toMatch(/101 locals/);
  });

  test("code that explodes when it is inlined", () => {
    const doubling = Array.from(
      { length: 30 },
      (_, i) => `(func $f${i + 1} (call $f${i}) (call $f${i}))`,
    ).join(" ");
    expect(refusal(updating("(call $f30)", `(func $f0 (nop)) ${doubling}`), modelManifest)).toMatch(
      /operators when its calls are inlined/,
    );
  });

  test("recursion, direct or in a circle, reached or not", () => {
    expect(refusal(model("(func $f (call $f))"), modelManifest)).toMatch(/recursive/);
    expect(
      refusal(model("(func $f (call $g)) (func $g (call $h)) (func $h (call $f))"), modelManifest),
    ).toMatch(/recursive/);
    expect(refusal(model("(func $f (call $g)) (func $g) (func $h (call $f) (call $g))"), modelManifest)).toBe(
      "accepted",
    );
  });
});

describe("refuses operators", () => {
  test.each([
    "(drop (i32.ctz (local.get $label)))",
    "(drop (i64.ctz (local.get $a)))",
    "(drop (i32.popcnt (local.get $label)))",
    "(drop (i64.popcnt (local.get $a)))",
    "(drop (i32.rotl (local.get $label) (i32.const 3)))",
    "(drop (i32.rotr (local.get $label) (i32.const 3)))",
    "(drop (i64.rotl (local.get $a) (i64.const 3)))",
    "(drop (i64.rotr (local.get $a) (i64.const 3)))",
    "(drop (f32.const 1))",
    "(drop (f64.const 1))",
    "(drop (f64.convert_i64_s (local.get $a)))",
    "(drop (i64.reinterpret_f64 (f64.const 1)))",
    "(drop (i32x4.splat (local.get $label)))",
    "(drop (ref.null func))",
    "(drop (i32.trunc_sat_f64_s (f64.const 1)))",
    "(return_call $target)",
  ])("%s", (code) => {
    expect(refusal(updating(code, "(func $target)"), modelManifest)).toMatch(/uses the operator 0x/);
  });

  test("indirect calls", () => {
    const kernel = updating("(call_indirect (type $t) (i32.const 0))", "(type $t (func)) (table 1 funcref)");
    expect(refusal(kernel, modelManifest)).toMatch(/a table/);
  });
});

describe("refuses imports", () => {
  const importing = (what: string): Uint8Array => model(`(import ${what})`);

  test.each([
    ["an unknown word", '"state" "erase" (func (param i32))', /imports state\.erase, which is not a word/],
    ["an unknown module", '"env" "abort" (func (param i32))', /imports env\.abort, which is not a word/],
    ["a word of Object", '"constructor" "name" (func)', /not a word/],
    [
      "other parameters",
      '"state" "get" (func (param i64) (result i64))',
      /imports state\.get as \(i64\) -> i64; it is \(i32\) -> i64/,
    ],
    ["another result", '"state" "get" (func (param i32) (result i32))', /it is \(i32\) -> i64/],
    ["a missing result", '"row" "norm" (func)', /it is \(\) -> i64/],
    ["a word of mechanisms", '"pay" "to" (func (param i32 i64))', /for mechanisms and not for models/],
    [
      "config that nobody declares",
      '"config" "speed" (func (result i64))',
      /no parameter or constant "speed" \(it has rate, stride\)/,
    ],
    ["config of another type", '"config" "rate" (func (result i32))', /it is \(\) -> i64/],
  ])("%s", (_, what, message) => {
    expect(refusal(importing(what), modelManifest)).toMatch(message);
  });

  test("of a mechanism that belong to models, constants of a shape among them", () => {
    expect(
      refusal(acting('(import "state" "get" (func (param i32) (result i64)))', ""), mechanismManifest),
    ).toMatch(/for models and not for mechanisms/);
    expect(refusal(acting('(import "config" "stride" (func (result i64)))', ""), mechanismManifest)).toMatch(
      /it has fee/,
    );
  });

  test("names everything that is wrong", () => {
    const message = refusal(model('(import "a" "b" (func)) (import "c" "d" (func))'), modelManifest);
    expect(message).toMatch(/a\.b/);
    expect(message).toMatch(/c\.d/);
  });
});

describe("two copies of a model", () => {
  const two = { ...mechanismManifest, copies: 2 } as const;
  const ASSIGN = '(import "copy" "assign" (func $assign (param i32 i32 i32 i32) (result i32)))';
  const assign = (from: string, to: string): Uint8Array =>
    acting(ASSIGN, `(drop (call $assign ${from} ${to} (i32.const 0) (local.get $k)))`);

  test("are used by `copy`, one copy by `model`", () => {
    const kernel = assign("(i32.const 1)", "(i32.const 0)");
    expect(refusal(kernel, two)).toBe("accepted");
    expect(refusal(kernel, mechanismManifest)).toMatch(/imports copy\.assign, which needs `copies: 2`/);
    const one = acting('(import "model" "predict" (func (result i32)))', "");
    expect(refusal(one, mechanismManifest)).toBe("accepted");
    expect(refusal(one, two)).toMatch(/imports model\.predict; with two copies it is copy\.predict/);
  });

  test("are named by constants, and differ where one is assigned to the other", () => {
    expect(refusal(assign("(i32.const 2)", "(i32.const 0)"), two)).toMatch(/with 2, which is no copy/);
    expect(refusal(assign("(local.get $k)", "(i32.const 0)"), two)).toMatch(
      /argument 0 that is not a constant/,
    );
    expect(refusal(assign("(i32.const 1)", "(i32.const 1)"), two)).toMatch(/from a copy to itself/);
  });

  test("a margin changes nothing", () => {
    const kernel = model(
      `(import "hot" "set" (func $set (param i32 i64)))
       (func (export "margin") (param i32) (result i64) (call $set (i32.const 0) (i64.const 1)) (i64.const 0))`,
    );
    expect(refusal(kernel, modelManifest)).toMatch(/margin reaches hot\.set, but it may not change anything/);
  });
});

describe("refuses exports", () => {
  test.each([
    ["a model without predict", assemble(`(module ${UPDATE})`), /does not export predict \(\) -> i32/],
    ["a model without update", assemble(`(module ${PREDICT})`), /does not export update \(i32\) -> \(\)/],
    [
      "a predict of another type",
      model("", '(func (export "predict") (result i64) (i64.const 0))'),
      /exports predict as \(\) -> i64/,
    ],
    [
      "an update without a label",
      model("", PREDICT, '(func (export "update"))'),
      /exports update as \(\) -> \(\)/,
    ],
    [
      "something undeclared",
      model('(func (export "margins") (param i32) (result i64) (i64.const 0))'),
      /exports margins, which the manifest does not declare/,
    ],
    [
      "a margin of another type",
      model('(func (export "margin") (result i64) (i64.const 0))'),
      /exports margin as \(\) -> i64; it is \(i32\) -> i64/,
    ],
    [
      "an import",
      assemble(
        `(module (import "sample" "count" (func $c (result i32))) (export "predict" (func $c)) ${UPDATE})`,
      ),
      /exports the import sample\.count as predict/,
    ],
  ])("%s", (_, kernel, message) => {
    expect(refusal(kernel, modelManifest)).toMatch(message);
  });

  test.each([
    ["a mechanism without its action", `(module ${QUOTE} ${ADD})`, /does not export act \(\) -> i32/],
    [
      "a mechanism without add",
      `(module ${QUOTE} (func (export "act") (result i32) (i32.const 0)))`,
      /does not export add \(\) -> i64/,
    ],
    [
      "an action of another type",
      `(module ${QUOTE} ${ADD} (func (export "act") (result i64) (i64.const 0)))`,
      /exports act as \(\) -> i64/,
    ],
    [
      "a seal with a result",
      `(module ${QUOTE} ${ADD} (func (export "act") (result i32) (i32.const 0)) (func (export "seal") (result i32) (i32.const 0)))`,
      /exports seal as \(\) -> i32/,
    ],
  ])("%s", (_, text, message) => {
    expect(refusal(assemble(text), mechanismManifest)).toMatch(message);
  });
});

describe("refuses selectors", () => {
  const words: readonly [word: string, type: string, before: string, after: string][] = [
    ["pool.get", "(param i32) (result i64)", "drop", ""],
    ["pool.set", "(param i32 i64)", "", "(i64.const 1)"],
    ["account.get", "(param i32 i32) (result i64)", "drop", "(i32.const 0)"],
    ["account.set", "(param i32 i32 i64)", "", "(i32.const 0) (i64.const 1)"],
    ["record.get", "(param i32) (result i64)", "drop", ""],
    ["record.set", "(param i32 i64)", "", "(i64.const 1)"],
    ["call.isRole", "(param i32) (result i32)", "drop", ""],
    ["call.arg", "(param i32) (result i64)", "drop", ""],
    ["call.reject", "(param i32)", "", ""],
    ["pay.to", "(param i32 i64)", "", "(i64.const 1)"],
    ["item.next", "(param i32) (result i32)", "drop", ""],
    ["digest.store", "(param i32)", "", ""],
    ["digest.move", "(param i32 i32)", "", "(i32.const 0)"],
    ["digest.isZero", "(param i32) (result i32)", "drop", ""],
    ["parts.match", "(param i32 i32 i32) (result i32)", "drop", "(i32.const 1) (i32.const 0)"],
    ["secret.part", "(param i32) (result i64)", "drop", ""],
    ["secret.commitment", "(param i32) (result i64)", "drop", ""],
    ["series.get", "(param i32 i64) (result i64)", "drop", "(i64.const 1)"],
    ["series.set", "(param i32 i64 i64)", "", "(i64.const 1) (i64.const 1)"],
  ];

  test.each(words)("of %s that are no constants or select nothing", (word, type, drop, rest) => {
    const [module, name] = word.split(".");
    const kernel = (k: string): Uint8Array => {
      const call = `(call $word ${k} ${rest})`;
      return acting(`(import "${module}" "${name}" (func $word ${type}))`, drop ? `(drop ${call})` : call);
    };
    expect(refusal(kernel("(local.get $k)"), mechanismManifest)).toMatch(
      /an argument 0 that is not a constant/,
    );
    expect(
      refusal(kernel("(i32.add (i32.const 0) (local.tee $k (i32.const 0)))"), mechanismManifest),
    ).toMatch(/not a constant/);
    const good = word === "call.reject" ? 1000 : 0;
    expect(refusal(kernel(`(i32.const ${good})`), mechanismManifest)).toBe("accepted");
    for (const bad of [7, -1, 1001])
      expect(refusal(kernel(`(i32.const ${bad})`), mechanismManifest)).toMatch(/no .* of the manifest/);
  });

  test("and words of registers and series where the manifest has none", () => {
    const { registers: _, series: __, ...bare } = mechanismManifest;
    for (const [word, type, code] of [
      [
        "isZero",
        '"digest" "isZero" (func $word (param i32) (result i32))',
        "(drop (call $word (i32.const 0)))",
      ],
      [
        "get",
        '"series" "get" (func $word (param i32 i64) (result i64))',
        "(drop (call $word (i32.const 0) (i64.const 0)))",
      ],
    ] as const) {
      const kernel = acting(`(import ${type})`, code);
      expect(refusal(kernel, mechanismManifest), word).toBe("accepted");
      expect(refusal(kernel, bare), word).toMatch(/which is no (register|series) of the manifest/);
    }
  });

  test("the second selector of account words too", () => {
    const kernel = (k: string): Uint8Array =>
      acting(
        '(import "account" "get" (func $word (param i32 i32) (result i64)))',
        `(drop (call $word (i32.const 1) ${k}))`,
      );
    expect(refusal(kernel("(i32.const 0)"), mechanismManifest)).toBe("accepted");
    expect(refusal(kernel("(i32.const 1)"), mechanismManifest)).toMatch(/no accountCell/);
    expect(refusal(kernel("(local.get $k)"), mechanismManifest)).toMatch(
      /an argument 1 that is not a constant/,
    );
  });

  test("a constant is seen past computed arguments and blocks, and what follows a return does not confuse it", () => {
    const kernel = acting(
      '(import "pool" "set" (func $set (param i32 i64))) (import "pool" "get" (func $get (param i32) (result i64)))',
      `(call $set (i32.const 0) (i64.mul (call $get (i32.const 0)) (if (result i64) (local.get $k) (then (i64.const 1)) (else (i64.const 2)))))
       (if (local.get $k) (then (return (i32.const 5))))
       (block $b (br_if $b (local.get $k)) (br $b))
       (call $set (i32.const 0) (block (result i64) (i64.const 3)))`,
    );
    expect(refusal(kernel, mechanismManifest)).toBe("accepted");
  });
});

describe("refuses views that", () => {
  test.each([
    [
      "write state",
      '(import "state" "set" (func $word (param i32 i64)))',
      "(call $word (i32.const 0) (i64.const 1))",
    ],
    [
      "add to a row",
      '(import "row" "axpy" (func $word (param i32 i64)))',
      "(call $word (i32.const 0) (i64.const 1))",
    ],
    [
      "write a hot cell",
      '(import "hot" "set" (func $word (param i32 i64)))',
      "(call $word (i32.const 0) (i64.const 1))",
    ],
  ])("predict and %s, through a helper", (_, word, call) => {
    const kernel = model(
      `${word} (func $helper ${call})`,
      '(func (export "predict") (result i32) (call $helper) (i32.const 0))',
    );
    expect(refusal(kernel, modelManifest)).toMatch(/predict reaches .*, but it may not change anything/);
  });

  test.each([
    ["pool.set", "(param i32 i64)", "(call $word (i32.const 0) (i64.const 1))", /may not change anything/],
    ["digest.move", "(param i32 i32)", "(call $word (i32.const 0) (i32.const 0))", /may not change anything/],
    [
      "series.set",
      "(param i32 i64 i64)",
      "(call $word (i32.const 0) (i64.const 1) (i64.const 1))",
      /may not change anything/,
    ],
    ["item.label", "(result i32)", "(drop (call $word))", /about no call or record/],
    ["call.paid", "(result i64)", "(drop (call $word))", /about no call or record/],
    ["record.label", "(result i32)", "(drop (call $word))", /about no call or record/],
    [
      "account.get",
      "(param i32 i32) (result i64)",
      "(drop (call $word (i32.const 0) (i32.const 0)))",
      /about no call or record/,
    ],
    ["model.predict", "(result i32)", "(drop (call $word))", /about no call or record/],
  ])("quote and use %s", (word, type, call, message) => {
    const [module, name] = word.split(".");
    const quote = `(func (export "quote") (result i64) ${call} (i64.const 0))`;
    const kernel = acting(`(import "${module}" "${name}" (func $word ${type}))`, "", quote);
    expect(refusal(kernel, mechanismManifest)).toMatch(message);
  });
});
