import type { NumberType } from "../words.ts";

/** What follows an operator in the code. */
export type Immediate = "none" | "block" | "label" | "labels" | "function" | "local" | "i32" | "i64";

/** An operator that kernels may use. */
export interface Operator {
  readonly name: string;
  readonly immediate: Immediate;
  /** Operands of plain number operators; undefined for those that the walker knows by name. */
  readonly pops?: number;
  readonly result?: NumberType;
}

const table = new Map<number, Operator>();

const control = (code: number, name: string, immediate: Immediate = "none"): void => {
  table.set(code, { name, immediate });
};

const numeric = (first: number, pops: number, result: NumberType, names: readonly string[]): void => {
  names.forEach((name, i) => {
    table.set(first + i, { name, immediate: "none", pops, result });
  });
};

const named = (type: NumberType, names: string): string[] =>
  names.split(" ").map((name) => `${type}.${name}`);

const COMPARISONS = "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u";
const ARITHMETIC = "add sub mul div_s div_u rem_s rem_u and or xor shl shr_s shr_u";

control(0x00, "unreachable");
control(0x01, "nop");
control(0x02, "block", "block");
control(0x03, "loop", "block");
control(0x04, "if", "block");
control(0x05, "else");
control(0x0b, "end");
control(0x0c, "br", "label");
control(0x0d, "br_if", "label");
control(0x0e, "br_table", "labels");
control(0x0f, "return");
control(0x10, "call", "function");
control(0x1a, "drop");
control(0x1b, "select");
control(0x20, "local.get", "local");
control(0x21, "local.set", "local");
control(0x22, "local.tee", "local");
control(0x41, "i32.const", "i32");
control(0x42, "i64.const", "i64");
numeric(0x45, 1, "i32", ["i32.eqz"]);
numeric(0x46, 2, "i32", named("i32", COMPARISONS));
numeric(0x50, 1, "i32", ["i64.eqz"]);
numeric(0x51, 2, "i32", named("i64", COMPARISONS));
numeric(0x67, 1, "i32", ["i32.clz"]);
numeric(0x6a, 2, "i32", named("i32", ARITHMETIC));
numeric(0x79, 1, "i64", ["i64.clz"]);
numeric(0x7c, 2, "i64", named("i64", ARITHMETIC));
numeric(0xa7, 1, "i32", ["i32.wrap_i64"]);
numeric(0xac, 1, "i64", ["i64.extend_i32_s", "i64.extend_i32_u"]);
numeric(0xc0, 1, "i32", ["i32.extend8_s", "i32.extend16_s"]);
numeric(0xc2, 1, "i64", ["i64.extend8_s", "i64.extend16_s", "i64.extend32_s"]);

/**
 * The operators that kernels may use, by their code; everything else is refused. Not here although they are integer
 * operators: ctz, popcnt, rotl, rotr, which no EVM opcode computes.
 */
export const OPERATORS: ReadonlyMap<number, Operator> = table;
