import { describe, expect, it } from "vitest";
import { binary, type OperatorSite, unary } from "../../src/translate/operators.ts";
import {
  constantOf,
  constantValue,
  type Interval,
  isAtomic,
  makeValue,
  type Value,
} from "../../src/translate/value.ts";
import type { BinaryOperator, UnaryOperator, Width } from "../../src/translate/wasm.ts";
import { evaluate } from "./support/evaluate.ts";
import { Random } from "./support/random.ts";
import { assemble } from "./support/wasm.ts";

/**
 * Operators on the results of operators, where the translator knows as little or as much of their values as host words tell it: a
 * flag is in [0, 1], a parameter in its range. The Yul text is evaluated by the support's EVM, wasm by the engine.
 */

const ARITHMETIC = ["add", "sub", "mul", "div_s", "div_u", "rem_s", "rem_u"] as const;
const BITS = ["and", "or", "xor", "shl", "shr_s", "shr_u", "rotl", "rotr"] as const;
const COMPARISONS = ["eq", "ne", "lt_s", "lt_u", "le_s", "le_u", "gt_s", "gt_u", "ge_s", "ge_u"] as const;
const BINARY: readonly BinaryOperator[] = [...ARITHMETIC, ...BITS, ...COMPARISONS];

interface Unary {
  readonly operator: UnaryOperator;
  readonly wasm: string;
  readonly width: Width;
  readonly result: Width;
}

const UNARY: readonly Unary[] = [
  ...([32, 64] as const).flatMap((width): Unary[] => [
    { operator: "eqz", wasm: `i${width}.eqz`, width, result: 32 },
    ...(["clz", "ctz", "popcnt", "extend8_s", "extend16_s"] as const).map(
      (operator): Unary => ({ operator, wasm: `i${width}.${operator}`, width, result: width }),
    ),
  ]),
  { operator: "extend32_s", wasm: "i64.extend32_s", width: 64, result: 64 },
  { operator: "wrap", wasm: "i32.wrap_i64", width: 64, result: 32 },
  { operator: "extend_s", wasm: "i64.extend_i32_s", width: 32, result: 64 },
  { operator: "extend_u", wasm: "i64.extend_i32_u", width: 32, result: 64 },
];

const isComparison = (operator: BinaryOperator): boolean =>
  (COMPARISONS as readonly string[]).includes(operator);

type Exported = (...operands: (bigint | number)[]) => bigint | number;

/** One exported function an operator. */
function engine(): Readonly<Record<string, Exported>> {
  const functions = [
    ...([32, 64] as const).flatMap((width) =>
      BINARY.map((operator) => {
        const type = `i${width}`;
        const result = isComparison(operator) ? "i32" : type;
        return `(func (export "${type}.${operator}") (param ${type} ${type}) (result ${result}) (${type}.${operator} (local.get 0) (local.get 1)))`;
      }),
    ),
    ...UNARY.map(
      ({ wasm, width, result }) =>
        `(func (export "${wasm}") (param i${width}) (result i${result}) (${wasm} (local.get 0)))`,
    ),
  ];
  const bytes = assemble(`(module ${functions.join("\n")})`) as Uint8Array<ArrayBuffer>;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Record<string, Exported>;
}

/** A value with the wasm number that it stands for, signed. */
interface Known {
  readonly value: Value;
  readonly number: bigint;
  readonly from: string;
}

class Site implements OperatorSite {
  readonly variables = new Map<string, bigint>();
  trapped = false;

  variable(number: bigint, interval: Interval, width: Width): Value {
    const name = `$v${this.variables.size}`;
    this.variables.set(name, BigInt.asUintN(256, number));
    return makeValue(name, interval, width);
  }
  signed(text: string): bigint {
    return BigInt.asIntN(256, evaluate(text, this.variables));
  }
  hold(value: Value): Value {
    if (isAtomic(value) || constantOf(value) !== undefined) return value;
    return this.variable(this.signed(value.text), value, value.width);
  }
  trapIf(condition: string): void {
    if (this.signed(condition) !== 0n) this.trapped = true;
  }
  library(name: string, ...operands: readonly string[]): string {
    return `${name}(${operands.join(", ")})`;
  }
}

/** What a word may tell of a number: nothing but its width, that it is one of a few, that it is a flag, that it is this one. */
function source(random: Random, site: Site): Known {
  const width = random.pick([32, 64] as const);
  const number = random.oneIn(4) ? BigInt(random.below(2)) : random.operand(width);
  const other = random.operand(width);
  const [lo, hi] = number < other ? [number, other] : [other, number];
  const half = 1n << BigInt(width - 1);
  const near = BigInt(random.below(3));
  const intervals: readonly Interval[] = [
    { lo: -half, hi: half - 1n },
    { lo, hi },
    number === 0n || number === 1n ? { lo: 0n, hi: 1n } : { lo: number - near, hi: number + near },
  ];
  const value = random.oneIn(4)
    ? constantValue(number, width)
    : site.variable(number, random.pick(intervals), width);
  return { value, number, from: `${number} in [${value.lo}, ${value.hi}] of ${width} bits` };
}

const wasm = engine();
const operand = ({ number, value }: Known): bigint | number => (value.width === 32 ? Number(number) : number);

/** What the engine gives, signed; nothing where it traps. */
function run(name: string, operands: readonly Known[]): bigint | undefined {
  try {
    return BigInt(wasm[name]!(...operands.map(operand)));
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return undefined;
    throw error;
  }
}

/** What is wrong with a translated value, if anything. */
function mistake(site: Site, value: Value, width: Width, number: bigint): string | undefined {
  if (value.width !== width) return `has ${value.width} bits instead of ${width}`;
  const got = site.signed(value.text);
  if (got < value.lo || got > value.hi) return `is ${got}, outside of [${value.lo}, ${value.hi}]`;
  if (BigInt.asIntN(width, got) !== number) return `is ${got} instead of ${number}`;
  if (value.negation !== undefined && (site.signed(value.negation) === 0n) === (number === 0n))
    return `has the negation ${value.negation}, which agrees with it`;
  return undefined;
}

/** Operators one upon another, from values of known intervals. @returns the first mistake */
function chain(random: Random): string | undefined {
  const site = new Site();
  const pool = Array.from({ length: 6 }, () => source(random, site));
  for (let step = 0; step < 8; step++) {
    const a = random.pick(pool);
    const { width } = a.value;
    if (random.oneIn(3)) {
      const { operator, wasm: name, result } = random.pick(UNARY.filter((found) => found.width === width));
      const value = unary(operator, a.value, site);
      const number = run(name, [a])!;
      const from = `${name}(${a.from})`;
      const wrong = mistake(site, value, result, number);
      if (wrong) return `${from} ${wrong}`;
      pool.push({ value, number, from });
      continue;
    }
    const b = random.pick(pool.filter((found) => found.value.width === width));
    const operator = random.pick(BINARY);
    const from = `i${width}.${operator}(${a.from}, ${b.from})`;
    const value = binary(operator, a.value, b.value, site);
    const number = run(`i${width}.${operator}`, [a, b]);
    if (site.trapped !== (number === undefined)) return `${from} ${site.trapped ? "traps" : "does not trap"}`;
    if (number === undefined) return undefined;
    const wrong = mistake(site, value, isComparison(operator) ? 32 : width, number);
    if (wrong) return `${from} ${wrong}`;
    pool.push({ value, number, from });
  }
  return undefined;
}

describe("operators on values of known intervals", () => {
  it.each([1, 2, 3, 4])("compute what the wasm engine computes, seed %i", (seed) => {
    const random = new Random(seed);
    for (let k = 0; k < 1_500; k++) expect(chain(random)).toBeUndefined();
  });

  it("give 32 bits where a flag of 64 bits is compared with 0", () => {
    const site = new Site();
    const set = binary("ne", site.variable(0n, { lo: 0n, hi: 1n }, 64), constantValue(0n, 64), site);
    const less = binary("sub", set, constantValue(1n, 32), site);
    const shifted = binary("shr_u", less, constantValue(28n, 32), site);
    expect(site.signed(shifted.text)).toBe(15n);
    expect(site.signed(unary("clz", set, site).text)).toBe(32n);
    expect(site.signed(unary("extend_u", less, site).text)).toBe(0xffff_ffffn);
  });
});
