import { ChainlearnError } from "@chainlearn/core";
import { instantiateMechanism, type MechanismHost, trap, WORDS } from "@chainlearn/kernel";
import binaryen from "binaryen";
import { describe, expect, test } from "vitest";

/** A host that writes down every call and answers with numbers of its own. */
function recorder(): { host: MechanismHost; calls: unknown[][] } {
  const calls: unknown[][] = [];
  const word =
    <T>(name: string, answer: T) =>
    (...args: unknown[]): T => {
      calls.push([name, ...args]);
      return answer;
    };
  const nothing = undefined as unknown as undefined;
  return {
    calls,
    host: {
      config: (name) => (name === "fee" ? 17n : 0n),
      errors: { 1000: "odd" },
      sample: {
        count: word("sample.count", 3),
        index: word("sample.index", 4),
        value: word("sample.value", -5),
      },
      call: {
        time: word("call.time", 100n),
        paid: word("call.paid", 2n ** 62n),
        isRole: word("call.isRole", true),
        arg: word("call.arg", -(2n ** 63n)),
      },
      record: {
        time: word("record.time", 101n),
        label: word("record.label", 1),
        deposit: word("record.deposit", 102n),
        left: word("record.left", 103n),
        setLeft: word("record.setLeft", nothing),
        isSubmitter: word("record.isSubmitter", false),
        claim: word("record.claim", true),
        get: word("record.get", 104n),
        set: word("record.set", nothing),
      },
      account: { get: word("account.get", 105n), set: word("account.set", nothing) },
      pool: { get: word("pool.get", 106n), set: word("pool.set", nothing) },
      item: { label: word("item.label", 2), next: word("item.next", true) },
      digest: {
        store: word("digest.store", nothing),
        move: word("digest.move", nothing),
        isZero: word("digest.isZero", false),
      },
      parts: {
        match: word("parts.match", true),
        count: word("parts.count", 6),
        open: word("parts.open", 2),
      },
      secret: { part: word("secret.part", 108n), commitment: word("secret.commitment", -109n) },
      series: { get: word("series.get", 107n), set: word("series.set", nothing) },
      model: { predict: word("model.predict", 1), update: word("model.update", nothing) },
      copy: {
        margin: word("copy.margin", -107n),
        predict: word("copy.predict", 1),
        update: word("copy.update", nothing),
        assign: word("copy.assign", 108),
      },
      pay: { to: word("pay.to", nothing) },
    },
  };
}

const GIVEN = { i32: [7, 8, 9, 10], i64: [70n, 80n, 90n] } as const;

/** A module with one export per word, which calls it with given constants and returns what it returns. */
function callingEveryWord(): Uint8Array {
  const words = Object.entries(WORDS).filter(([, { user }]) => user !== "model");
  const imports = words.map(
    ([word, { params, result }], i) =>
      `(import "${word.split(".")[0]}" "${word.split(".")[1]}" (func $w${i} (param ${params.join(" ")}) ${result ? `(result ${result})` : ""}))`,
  );
  const exports = words.map(
    ([word, { params, result }], i) =>
      `(func (export "${word}") ${result ? `(result ${result})` : ""} (call $w${i} ${params.map((type, p) => `(${type}.const ${GIVEN[type][p]})`).join(" ")}))`,
  );
  return assemble(`(module ${imports.join("\n")} ${exports.join("\n")})`);
}

function assemble(text: string): Uint8Array {
  const module = binaryen.parseText(text);
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

describe("instantiateMechanism", () => {
  test("wires every word of mechanisms: arguments in order, results, booleans as 0 and 1", () => {
    const { host, calls } = recorder();
    const exports = instantiateMechanism(callingEveryWord(), host);
    for (const [word, { params, user }] of Object.entries(WORDS)) {
      if (user === "model" || word.startsWith("math.") || word === "call.reject") continue;
      calls.length = 0;
      const result = exports[word]!();
      expect(calls, word).toEqual([[word, ...params.map((type, p) => GIVEN[type][p])]]);
      const [group, name] = word.split(".") as [keyof MechanismHost, string];
      const answer = (host[group] as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!();
      expect(result, word).toBe(typeof answer === "boolean" ? Number(answer) : answer);
    }
    expect(exports["math.mulDiv"]!()).toBe((70n * 80n) / 90n);
    expect(exports["math.isqrt"]!()).toBe(8n);
    expect(exports["math.log2"]!()).toBeTypeOf("bigint");
    expect(exports["math.exp2"]!()).toBe(65_585n);
  });

  test("gives parameters, rejections and traps", () => {
    const { host } = recorder();
    const kernel = assemble(`(module
      (import "config" "fee" (func $fee (result i64)))
      (import "call" "reject" (func $reject (param i32)))
      (import "record" "left" (func $left (result i64)))
      (func (export "fee") (result i64) (call $fee))
      (func (export "early") (call $reject (i32.const 403)))
      (func (export "odd") (call $reject (i32.const 1000)))
      (func (export "left") (result i64) (call $left))
      (func (export "stuck") (unreachable))
      (func (export "divide") (result i64) (i64.div_s (i64.const 1) (i64.const 0)))
      (func (export "overflow") (result i64) (i64.div_s (i64.const -9223372036854775808) (i64.const -1))))`);
    const failing: MechanismHost = {
      ...host,
      record: {
        ...host.record,
        left: () => {
          throw trap("no record is open.");
        },
      },
    };
    const exports = instantiateMechanism(kernel, failing);
    expect(exports.fee!()).toBe(17n);
    const codeOf = (name: string): string => {
      try {
        exports[name]!();
      } catch (error) {
        if (error instanceof ChainlearnError) return error.code;
        throw error;
      }
      return "nothing";
    };
    expect(["early", "odd", "left", "stuck", "divide", "overflow"].map(codeOf)).toEqual([
      ...["too_early", "odd"],
      ...["trap", "trap", "trap", "trap"],
    ]);
  });

  test("refuses words that mechanisms have not", () => {
    const kernel = assemble('(module (import "state" "get" (func (param i32) (result i64))))');
    expect(() => instantiateMechanism(kernel, recorder().host)).toThrow(/invalid_kernel.*state\.get/);
  });
});
