import type { MechanismPlugin } from "@chainlearn/core";
import { createReferenceMechanism, ReferenceRejection, ReferenceTrap } from "@chainlearn/kernel/testing";
import binaryen from "binaryen";
import { describe, expect, test } from "vitest";
import { mechanismManifest } from "./manifests.ts";

const IMPORTS = `
  (import "call" "arg" (func $arg (param i32) (result i64)))
  (import "call" "isRole" (func $isRole (param i32) (result i32)))
  (import "call" "reject" (func $reject (param i32)))
  (import "record" "set" (func $recordSet (param i32 i64)))
  (import "record" "setLeft" (func $setLeft (param i64)))
  (import "record" "claim" (func $claim (result i32)))
  (import "account" "set" (func $accountSet (param i32 i32 i64)))
  (import "account" "get" (func $accountGet (param i32 i32) (result i64)))
  (import "pool" "set" (func $poolSet (param i32 i64)))
  (import "pay" "to" (func $pay (param i32 i64)))
  (import "sample" "count" (func $count (result i32)))`;

/** A mechanism whose action runs this code. */
function mechanismOf(code: string): MechanismPlugin {
  const module = binaryen.parseText(
    `(module ${IMPORTS} (func (export "act") (result i32) ${code} (i32.const 0)))`,
  );
  const kernel = module.emitBinary();
  module.dispose();
  return { manifest: mechanismManifest, kernel };
}

/** Runs the code once, about a record of ann with a deposit of 10, called by bob. */
function act(code: string, given: { args?: bigint[]; record?: false; caller?: string } = {}) {
  const host = createReferenceMechanism({
    mechanism: mechanismOf(code),
    params: { fee: 0n },
    roles: { owner: "olga" },
    model: { predict: () => 0, update: () => undefined },
  });
  const record = host.newRecord({ submitter: "ann", time: 0n, label: 0 });
  record.deposit = 10n;
  record.left = 10n;
  const { args = [], caller = "bob" } = given;
  const run = () => host.run("act", { caller, time: 5n, args, ...(given.record !== false && { record }) });
  return { host, record, run };
}

describe("the reference host of mechanisms", () => {
  test("saturates cells to their bits", () => {
    const code = `(call $poolSet (i32.const 0) (call $arg (i32.const 0)))
      (call $recordSet (i32.const 0) (call $arg (i32.const 0)))
      (call $accountSet (i32.const 1) (i32.const 0) (call $arg (i32.const 0)))`;
    for (const [given, held] of [
      [2n ** 40n, 2n ** 40n - 1n],
      [-1n, 0n],
      [77n, 77n],
    ] as const) {
      const { host, record, run } = act(code, { args: [given] });
      run();
      expect([host.pool, record.cells, host.accounts.get("ann")]).toEqual([[held], [held], [held]]);
    }
  });

  test.each([
    ["an argument that is not there", "(drop (call $arg (i32.const 0)))", {}],
    ["a sample where there is none", "(drop (call $count))", {}],
    ["more left than the deposit", "(call $setLeft (i64.const 11))", {}],
    ["less than nothing left", "(call $setLeft (i64.const -1))", {}],
    [
      "a second payment",
      "(call $pay (i32.const 0) (i64.const 1)) (call $pay (i32.const 1) (i64.const 1))",
      {},
    ],
    ["a negative payment", "(call $pay (i32.const 0) (i64.const -1))", {}],
    ["a record where there is none", "(drop (call $claim))", { record: false as const }],
    [
      "the submitter of no record",
      "(drop (call $accountGet (i32.const 1) (i32.const 0)))",
      { record: false as const },
    ],
    ["an unreachable", "(unreachable)", {}],
  ])("traps on %s", (_, code, given) => {
    expect(act(code, given).run).toThrow(ReferenceTrap);
  });

  test("a call that fails changes nothing", () => {
    const { host, record, run } = act(
      `(call $poolSet (i32.const 0) (i64.const 3)) (call $recordSet (i32.const 0) (i64.const 3))
       (call $accountSet (i32.const 0) (i32.const 0) (i64.const 3)) (call $setLeft (i64.const 1))
       (drop (call $claim)) (call $reject (i32.const 403))`,
    );
    expect(run).toThrow(ReferenceRejection);
    expect([host.pool, record.cells, record.left, record.claims.size]).toEqual([[0n], [0n], 10n, 0]);
    expect(host.accounts.get("bob")?.[0] ?? 0n).toBe(0n);
  });

  test("claims once per account, pays who is named, knows roles", () => {
    const claiming = act("(if (call $claim) (then (call $reject (i32.const 404))))");
    claiming.run();
    expect(claiming.run).toThrow(ReferenceRejection);
    expect(act("(call $pay (i32.const 1) (i64.const 4))").run().payment).toEqual({ to: "ann", amount: 4n });
    const role = "(if (i32.eqz (call $isRole (i32.const 0))) (then (call $reject (i32.const 410))))";
    expect(act(role).run).toThrow(ReferenceRejection);
    expect(act(role, { caller: "olga" }).run().value).toBe(0);
  });
});
