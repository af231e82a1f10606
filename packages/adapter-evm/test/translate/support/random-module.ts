import type { Random } from "./random.ts";
import { EDGES } from "./random.ts";

/** Every generated function takes these and gives an i64. */
export const FUZZ_PARAMS = [64, 64, 32, 32] as const;

type Width = 32 | 64;
const LOCALS: Readonly<Record<Width, readonly number[]>> = { 64: [0, 1, 4, 5], 32: [2, 3, 6, 7] };
const COUNTERS = [8, 9, 10] as const;
const DECLARED = "(local i64 i64 i32 i32 i32 i32 i32)";

const COMPARISONS = ["eq", "ne", "lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u"] as const;

/** Writes an expression of a width. */
type Write = (width: Width) => string;

/** The host words that random functions use. */
export interface RandomWords {
  /** An i64 that a word gives. */
  expression(random: Random, sub: Write): string;
  /** A word with an effect. */
  statement(random: Random, sub: Write): string;
}

/** `test.note` alone. */
const NOTES: RandomWords = {
  expression: (_, sub) => `(call $note ${sub(64)})`,
  statement: (_, sub) => `(drop (call $note ${sub(64)}))`,
};

interface Label {
  readonly name: string;
  /** Width of the value that a branch to it carries. */
  readonly carries: Width | undefined;
}

/**
 * Writes a random function: all integer operators, effects in operands, nested loops with bounded counters, branches out of
 * several levels with and without values, br_table, early returns.
 */
class FunctionWriter {
  readonly #random: Random;
  readonly #callees: readonly string[];
  readonly #counters: number[] = [...COUNTERS];
  #labels = 0;

  readonly #words: RandomWords;

  constructor(random: Random, callees: readonly string[], words: RandomWords) {
    this.#random = random;
    this.#callees = callees;
    this.#words = words;
  }

  body(): string {
    const statements = Array.from({ length: 4 }, () => this.#statement(3, []));
    const digest = LOCALS[64].map((local, i) => `(i64.mul (local.get ${local}) (i64.const ${2 * i + 1}))`);
    const words = LOCALS[32].map((local) => `(i64.extend_i32_s (local.get ${local}))`);
    const result = [...digest, ...words].reduce(
      (sum, part) => `(i64.add (i64.rotl ${sum} (i64.const 7)) ${part})`,
    );
    return `${DECLARED} ${statements.join(" ")} ${result}`;
  }

  #label(prefix: string): string {
    return `$${prefix}${this.#labels++}`;
  }

  #constant(width: Width): string {
    const value = this.#random.oneIn(3)
      ? BigInt(this.#random.below(1 << 20)) - 500_000n
      : this.#random.pick(EDGES);
    return `(i${width}.const ${BigInt.asIntN(width, value)})`;
  }

  #local(width: Width): number {
    return this.#random.pick(LOCALS[width]);
  }

  #expression(width: Width, depth: number, labels: readonly Label[]): string {
    const random = this.#random;
    const sub = (w: Width = width): string => this.#expression(w, depth - 1, labels);
    if (depth <= 0 || random.oneIn(9))
      return random.oneIn(3) ? this.#constant(width) : `(local.get ${this.#local(width)})`;
    const type = `i${width}`;
    switch (random.below(18)) {
      case 0:
      case 1:
      case 2:
        return `(${type}.${random.pick(["add", "sub", "mul"])} ${sub()} ${sub()})`;
      case 3:
        return `(${type}.${random.pick(["and", "or", "xor"])} ${sub()} ${sub()})`;
      case 4:
      case 5:
        return `(${type}.${random.pick(["shl", "shr_s", "shr_u", "rotl", "rotr"])} ${sub()} ${
          random.oneIn(2) ? this.#constant(width) : sub()
        })`;
      case 6: {
        const divisor = random.oneIn(10) ? sub() : `(${type}.or ${sub()} (${type}.const 1))`;
        return `(${type}.${random.pick(["div_s", "div_u", "rem_s", "rem_u"])} ${sub()} ${divisor})`;
      }
      case 7:
        return width === 64
          ? `(i64.extend_i32_${random.pick(["s", "u"])} ${sub(32)})`
          : `(i32.wrap_i64 ${sub(64)})`;
      case 8:
      case 9: {
        const operands: Width = random.pick([32, 64] as const);
        const test = random.oneIn(4)
          ? `(i${operands}.eqz ${sub(operands)})`
          : `(i${operands}.${random.pick(COMPARISONS)} ${sub(operands)} ${sub(operands)})`;
        return width === 32 ? test : `(i64.extend_i32_u ${test})`;
      }
      case 10:
      case 11:
        return `(local.tee ${this.#local(width)} ${sub()})`;
      case 12:
        return `(${type}.${random.pick(["clz", "ctz", "popcnt", "extend8_s", "extend16_s"])} ${sub()})`;
      case 13:
        return `(select ${sub()} ${sub()} ${sub(32)})`;
      case 14: {
        // A minimum or maximum, or nearly one.
        const [a, b] = [this.#local(width), this.#local(width)];
        return `(select (local.get ${a}) (local.get ${b}) (${type}.${random.pick(COMPARISONS)} (local.get ${a}) ${
          random.oneIn(3) ? this.#constant(width) : `(local.get ${b})`
        }))`;
      }
      case 15:
        return `(if (result ${type}) ${sub(32)} (then ${sub()}) (else ${sub()}))`;
      case 16: {
        const label: Label = { name: this.#label("v"), carries: width };
        const inner = [...labels, label];
        const value = (d: number): string => this.#expression(width, d, inner);
        const test = this.#expression(32, 1, inner);
        return `(block ${label.name} (result ${type}) (drop (br_if ${label.name} ${value(1)} ${test})) ${value(depth - 1)})`;
      }
      default: {
        if (width === 32) return `(i32.wrap_i64 ${this.#words.expression(random, sub)})`;
        if (this.#callees.length === 0 || random.oneIn(2)) return this.#words.expression(random, sub);
        return `(call ${random.pick(this.#callees)} ${FUZZ_PARAMS.map((param) => sub(param)).join(" ")})`;
      }
    }
  }

  /** A branch to one of the labels. */
  #branch(labels: readonly Label[]): string {
    const { name, carries } = this.#random.pick(labels);
    return carries === undefined ? `(br ${name})` : `(br ${name} ${this.#expression(carries, 1, labels)})`;
  }

  #statement(depth: number, labels: readonly Label[]): string {
    const random = this.#random;
    const sub = (inner: readonly Label[] = labels): string => this.#statement(depth - 1, inner);
    const test = (d: number, inner: readonly Label[] = labels): string => this.#expression(32, d, inner);
    const silent = labels.filter((label) => label.carries === undefined);
    switch (random.below(depth > 0 ? 13 : 4)) {
      case 0:
      case 1: {
        const width = random.pick([32, 64] as const);
        return `(local.set ${this.#local(width)} ${this.#expression(width, 3, labels)})`;
      }
      case 2: {
        const width = random.pick([32, 64] as const);
        const sum = this.#local(width);
        return `(local.set ${sum} (i${width}.${random.pick(["add", "sub"])} (local.get ${sum}) ${this.#expression(width, 2, labels)}))`;
      }
      case 3:
        return this.#words.statement(random, (width) => this.#expression(width, 2, labels));
      case 4:
        return `(if ${test(2)} (then ${sub()})${random.oneIn(2) ? ` (else ${sub()})` : ""})`;
      case 5:
      case 6: {
        const label: Label = { name: this.#label("b"), carries: undefined };
        const inner = [...labels, label];
        const leave = `(if ${test(1, inner)} (then ${sub(inner)} ${this.#branch(inner)}))`;
        return `(block ${label.name} ${sub(inner)} (br_if ${label.name} ${test(2, inner)}) ${sub(inner)} ${leave} ${sub(inner)})`;
      }
      case 7:
      case 8:
      case 9:
        return this.#loop(depth, labels);
      case 10: {
        const [a, b, c] = ["s", "s", "s"].map(
          (prefix): Label => ({ name: this.#label(prefix), carries: undefined }),
        );
        const targets = [c!, b!, random.pick([...silent, a!]), a!].map(({ name }) => name).join(" ");
        const index = random.oneIn(2) ? test(1) : `(i32.rem_u ${test(2)} (i32.const 5))`;
        return `(block ${a!.name} (block ${b!.name} (block ${c!.name} (br_table ${targets} ${index})) ${sub([...labels, a!])}) ${sub([...labels, a!])})`;
      }
      case 11:
        return random.oneIn(4) ? `(if ${test(2)} (then (return ${this.#expression(64, 1, labels)})))` : sub();
      default:
        return `${sub()} ${sub()}`;
    }
  }

  /** A loop that ends: its counter counts every start of the body. */
  #loop(depth: number, labels: readonly Label[]): string {
    const random = this.#random;
    const counter = this.#counters.pop();
    if (counter === undefined) return "(nop)";
    const exit: Label = { name: this.#label("x"), carries: undefined };
    const again = this.#label("l");
    // Nothing but the loop itself branches back to its start, or it might not end.
    const inner = [...labels, exit];
    const count = `(local.set ${counter} (i32.add (local.get ${counter}) (i32.const 1)))`;
    const limit = 1 + random.below(5);
    const leave = `(if ${this.#expression(32, 1, inner)} (then ${this.#branch(inner)}))`;
    const statement = (): string => this.#statement(depth - 1, inner);
    const loops = [
      `(loop ${again} (if (i32.lt_s (local.get ${counter}) (i32.const ${limit})) (then ${statement()} ${leave} ${count} (br ${again}))))`,
      `(loop ${again} ${statement()} ${count} ${leave} (br_if ${again} (i32.lt_u (local.get ${counter}) (i32.const ${limit}))))`,
      `(loop ${again} (br_if ${exit.name} (i32.ge_s (local.get ${counter}) (i32.const ${limit}))) ${count} ${statement()} (br_if ${again} ${this.#expression(32, 1, inner)}) ${statement()} (br ${again}))`,
    ];
    return `(block ${exit.name} (local.set ${counter} (i32.const 0)) ${random.pick(loops)})`;
  }
}

/** The text of one random function with the name `$random`. */
export function randomFunction(random: Random, words: RandomWords): string {
  const params = FUZZ_PARAMS.map((width) => `(param i${width})`).join(" ");
  return `(func $random ${params} (result i64) ${new FunctionWriter(random, [], words).body()})`;
}

/** The text of a random module with functions `f0`, `f1`, …; some call earlier ones. */
export function randomModule(random: Random, functions: number): string {
  const texts: string[] = [];
  const params = FUZZ_PARAMS.map((width) => `(param i${width})`).join(" ");
  for (let i = 0; i < functions; i++) {
    // Calls only go to the first functions, which call nothing: run time stays bounded.
    const callees = i < 3 ? [] : ["$f0", "$f1", "$f2"];
    const body = new FunctionWriter(random, callees, NOTES).body();
    texts.push(`(func $f${i} (export "f${i}") ${params} (result i64) ${body})`);
  }
  return `(module (import "test" "note" (func $note (param i64) (result i64)))\n${texts.join("\n")})`;
}
