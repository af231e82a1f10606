import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exp2, isqrt, log2, mulDiv } from "../../../kernel/src/math.ts";
import { mathWords } from "../../src/translate/words/math.ts";
import { Evm } from "./support/evm.ts";
import { Runner } from "./support/harness.ts";
import { EDGES, Random } from "./support/random.ts";
import {
  assemble,
  type Invocation,
  installModule,
  MODULE_ADDRESS,
  runOnEvm,
  type TranslatedModule,
} from "./support/wasm.ts";

const MODULE = `(module
  (import "math" "mulDiv" (func $mulDiv (param i64) (param i64) (param i64) (result i64)))
  (import "math" "isqrt" (func $isqrt (param i64) (result i64)))
  (import "math" "log2" (func $log2 (param i64) (result i64)))
  (import "math" "exp2" (func $exp2 (param i64) (result i64)))
  (func (export "mulDiv") (param i64) (param i64) (param i64) (result i64)
    (call $mulDiv (local.get 0) (local.get 1) (local.get 2)))
  (func (export "mulDiv, nothing special") (param i64) (param i64) (param i64) (result i64)
    (call $mulDiv (i64.shr_u (local.get 0) (i64.const 40)) (i64.shr_u (local.get 1) (i64.const 32))
      (i64.or (i64.shr_u (local.get 2) (i64.const 1)) (i64.const 1))))
  (func (export "isqrt") (param i64) (result i64) (call $isqrt (local.get 0)))
  (func (export "log2") (param i64) (result i64) (call $log2 (local.get 0)))
  (func (export "exp2") (param i64) (result i64) (call $exp2 (local.get 0))))`;

const u64 = (x: bigint): bigint => BigInt.asUintN(64, x);
const floorRoot = (x: bigint): bigint => {
  let [low, high] = [0n, 1n << 32n];
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle * middle <= x) low = middle;
    else high = middle;
  }
  return low;
};

describe.each(["osaka", "cancun"] as const)("math words on %s", (evmVersion) => {
  let evm: Evm;
  let runner: Runner;
  let module: TranslatedModule;
  beforeAll(async () => {
    evm = await Evm.start();
    runner = await Runner.install(evm);
    module = await installModule(evm, assemble(MODULE), { evmVersion, words: mathWords() });
  });
  afterAll(() => evm.stop());

  /** Compares with an oracle, for which throwing is a trap. */
  async function check(name: string, operands: readonly bigint[][], oracle: (...x: bigint[]) => bigint) {
    const calls = operands.map((list): Invocation => ({ name, operands: list }));
    const actual = await runOnEvm(runner, MODULE_ADDRESS, module, calls);
    const wrong = calls.flatMap((call, i) => {
      let expected: bigint | "trap";
      try {
        expected = oracle(...call.operands);
      } catch {
        expected = "trap";
      }
      const found = actual[i]!;
      const result = found === "trap" ? found : found.result;
      return result === expected ? [] : [`${name}(${call.operands.join(", ")}) = ${result}, not ${expected}`];
    });
    expect(wrong).toEqual([]);
  }

  const random = new Random(5);
  const edges = EDGES.map((edge) => BigInt.asIntN(64, edge));

  it("mulDiv: the product exact, 0 traps, saturates", async () => {
    const triples = [
      ...edges.flatMap((a) => [0n, 1n, -1n, 1n << 32n].map((c) => [a, random.pick(edges), c])),
      ...Array.from({ length: 1_000 }, () => [random.operand(64), random.operand(64), random.operand(64)]),
    ];
    const exact = (a: bigint, b: bigint, c: bigint): bigint => {
      const quotient = (u64(a) * u64(b)) / u64(c);
      return quotient < 1n << 63n ? quotient : (1n << 63n) - 1n;
    };
    await check("mulDiv", triples, exact);
    await check("mulDiv", triples, mulDiv);
    await check("mulDiv, nothing special", triples, (a, b, c) =>
      exact(u64(a) >> 40n, u64(b) >> 32n, (u64(c) >> 1n) | 1n),
    );
  });

  it("isqrt: around every square of a power and at random", async () => {
    const roots = [
      ...Array.from({ length: 32 }, (_, i) => 1n << BigInt(i)),
      ...Array.from({ length: 32 }, (_, i) => (1n << BigInt(i + 1)) - 1n),
      ...Array.from({ length: 600 }, () => random.bits(1 + random.below(32))),
    ];
    const numbers = [
      ...[0n, 1n, 2n, 3n, -1n, 1n << 63n, ...edges],
      ...roots.flatMap((root) => [root * root - 1n, root * root, root * root + 1n]),
    ].map((x) => BigInt.asIntN(64, x));
    await check(
      "isqrt",
      numbers.map((x) => [x]),
      (x) => floorRoot(u64(x)),
    );
    await check(
      "isqrt",
      numbers.map((x) => [x]),
      isqrt,
    );
  });

  it("log2: the polynomial of the specification", async () => {
    const powers = Array.from({ length: 63 }, (_, i) => 1n << BigInt(i));
    await check(
      "log2",
      powers.map((x) => [x]),
      (x) => BigInt(x.toString(2).length - 1) << 16n,
    );
    const numbers = [
      ...edges,
      ...powers.flatMap((x) => [x - 1n, x + 1n]),
      ...Array.from({ length: 1_500 }, () => random.bits(1 + random.below(63))),
    ];
    await check(
      "log2",
      numbers.map((x) => [x]),
      log2,
    );
  });

  it("exp2: the polynomial of the specification", async () => {
    const whole = Array.from({ length: 80 }, (_, i) => BigInt(i - 25) << 16n);
    const numbers = [
      ...edges,
      ...whole.flatMap((x) => [x - 1n, x, x + 1n]),
      ...Array.from({ length: 1_500 }, () => (random.bits(23) - (1n << 21n)) as bigint),
    ];
    await check(
      "exp2",
      numbers.map((x) => [x]),
      exp2,
    );
  });
});
