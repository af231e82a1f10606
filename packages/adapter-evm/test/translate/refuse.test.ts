import {
  type ChainlearnError,
  type MechanismManifest,
  type ModelManifest,
  resolveComposition,
} from "@chainlearn/core";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { describe, expect, it } from "vitest";
import { translateKernels } from "../../src/translate/index.ts";
import { modelManifest, nothing } from "./support/fixtures.ts";
import { assemble } from "./support/wasm.ts";

const shape = { features: 8, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 4 } as const;

function codeOf(run: () => unknown): { code: string; message: string } {
  try {
    run();
  } catch (error) {
    const { code, message } = error as ChainlearnError;
    return { code, message };
  }
  throw new Error("nothing was thrown");
}

const translateModel = (text: string, manifest: Partial<ModelManifest> = {}) =>
  translateKernels(
    resolveComposition({
      model: { manifest: modelManifest(manifest), kernel: assemble(text) },
      mechanism: nothing,
      shape,
    }),
  );

const translateMechanism = (text: string, manifest: Partial<MechanismManifest> = {}) =>
  translateKernels(
    resolveComposition({
      model: sparsePerceptron,
      mechanism: { manifest: { ...nothing.manifest, ...manifest }, kernel: assemble(text) },
      shape,
    }),
  );

const PREDICT = '(func (export "predict") (result i32) (i32.const 0))';
const UPDATE = '(func (export "update") (param i32))';
const ADD = '(func (export "add") (result i64) (i64.const 0))';

describe("what cannot be translated is refused by name", () => {
  it("bytes that are not wasm", () => {
    const model = { manifest: modelManifest({}), kernel: Uint8Array.of(1, 2, 3) };
    const { code } = codeOf(() => translateKernels(resolveComposition({ model, mechanism: nothing, shape })));
    expect(code).toBe("invalid_kernel");
  });

  it("a word that the host does not have", () => {
    const { code, message } = codeOf(() =>
      translateModel(`(module (import "item" "label" (func $m (param i32) (result i64)))
        (func (export "predict") (result i32) (i32.wrap_i64 (call $m (i32.const 0)))) ${UPDATE})`),
    );
    expect([code, message]).toEqual(["unsupported", expect.stringContaining("item.label")]);
  });

  it("a word of the other kind of plugin", () => {
    const { code, message } = codeOf(() =>
      translateModel(`(module (import "pay" "to" (func $pay (param i32) (param i64)))
        ${PREDICT} (func (export "update") (param i32) (call $pay (i32.const 0) (i64.const 1))))`),
    );
    expect([code, message]).toEqual(["unsupported", expect.stringContaining("pay.to")]);
  });

  it("configuration that the manifest does not declare", () => {
    const { code, message } = codeOf(() =>
      translateModel(`(module (import "config" "rate" (func $rate (result i64)))
        ${PREDICT} (func (export "update") (param i32) (drop (call $rate))))`),
    );
    expect([code, message]).toEqual(["invalid_kernel", expect.stringContaining("config.rate")]);
  });

  it("a missing export and one of another type", () => {
    expect(codeOf(() => translateModel(`(module ${PREDICT})`))).toEqual({
      code: "invalid_kernel",
      message: expect.stringContaining("update"),
    });
    const wrong = codeOf(() => translateModel(`(module ${PREDICT} (func (export "update") (param i64)))`));
    expect([wrong.code, wrong.message]).toEqual(["invalid_kernel", expect.stringContaining("(i64)")]);
  });

  it("floats, by what they are", () => {
    const { code } = codeOf(() =>
      translateModel(`(module (import "state" "get" (func $get (param i32) (result i64)))
        (func (export "predict") (result i32)
          (i32.trunc_f64_s (f64.convert_i64_s (call $get (i32.const 0))))) ${UPDATE})`),
    );
    expect(code).toBe("invalid_kernel");
  });

  it("positions and accounts that are not constant", () => {
    const roles = codeOf(() =>
      translateMechanism(
        `(module (import "call" "isRole" (func $role (param i32) (result i32)))
          (import "call" "paid" (func $paid (result i64)))
          (func (export "quote") (result i64) (i64.const 0))
          (func (export "add") (result i64) (i64.extend_i32_u (call $role (i32.wrap_i64 (call $paid))))))`,
        { roles: ["owner"] },
      ),
    );
    expect([roles.code, roles.message]).toEqual(["invalid_kernel", expect.stringContaining("call.isRole")]);
    const accounts = codeOf(() =>
      translateMechanism(
        `(module (import "account" "get" (func $get (param i32) (param i32) (result i64)))
          (func (export "quote") (result i64) (i64.const 0))
          (func (export "add") (result i64) (call $get (i32.const 2) (i32.const 0))))`,
        { account: [{ name: "a", bits: 8, signed: false }] },
      ),
    );
    expect([accounts.code, accounts.message]).toEqual([
      "invalid_kernel",
      expect.stringContaining("account.get"),
    ]);
  });

  it("an entry that the kernels do not have", () => {
    const kernels = translateModel(`(module ${PREDICT} ${UPDATE})`);
    expect(codeOf(() => kernels.yul(["mechanism_refund"])).code).toBe("unsupported");
    expect(codeOf(() => kernels.use("mechanism_refund")).message).toContain("mechanism_quote");
  });
});

describe("what an entry uses", () => {
  it("is what it and the model that it calls touch", () => {
    const kernels = translateMechanism(
      `(module (import "model" "update" (func $update (param i32)))
        (import "record" "label" (func $label (result i32)))
        (import "call" "time" (func $time (result i64)))
        (import "config" "fee" (func $fee (result i64)))
        (func (export "quote") (result i64) (call $fee))
        (func (export "add") (result i64) (call $update (call $label)) (i64.sub (call $time) (call $fee))))`,
      {
        params: [{ name: "fee", unit: "units", min: 0n, max: 9n, default: 1n, description: "A fee." }],
      },
    );
    const nothingUsed = {
      ...{ sample: false, meterRead: [], meterWritten: [], record: false, recordWritten: false },
      ...{ time: false, paid: false, pays: false, params: [], roles: [], args: [] },
    };
    expect(kernels.use("mechanism_quote")).toEqual({ ...nothingUsed, params: [2] });
    expect(kernels.use("mechanism_add")).toEqual({
      ...nothingUsed,
      ...{ sample: true, meterRead: [0], meterWritten: [0], record: true, time: true, params: [0, 1, 2] },
    });
  });

  it("does not depend on how often it is asked, and neither does the code", () => {
    const kernels = translateMechanism(`(module (func (export "quote") (result i64) (i64.const 3)) ${ADD})`);
    const entries = ["mechanism_quote", "mechanism_add", "model_predict", "model_update"];
    expect(kernels.yul(entries)).toBe(kernels.yul(entries));
    const names = [...kernels.yul(entries).matchAll(/^function ([$\w]+)/gm)].map((match) => match[1]);
    expect(new Set(names).size).toBe(names.length);
  });
});
