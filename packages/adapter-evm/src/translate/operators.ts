import {
  type Base,
  constantOf,
  constantValue,
  falsity,
  type Interval,
  isSigned,
  isUnsigned,
  largest,
  makeValue,
  signedMax,
  signedMin,
  signedRange,
  smallest,
  toSigned,
  toUnsigned,
  type Value,
} from "./value.ts";
import type { BinaryOperator, UnaryOperator, Width } from "./wasm.ts";
import { literal, mask } from "./yul.ts";

/** What operators need of the function that they are translated in. */
export interface OperatorSite {
  /** Holds the value in a variable, unless it is one or a literal already. */
  hold(value: Value): Value;
  /** Traps if the condition is not 0. */
  trapIf(condition: string): void;
  /** Calls a function of the library. */
  library(name: LibraryOperator, ...operands: readonly string[]): string;
}

export type LibraryOperator = "clz" | "popcnt";

/**
 * Intervals stay within this: 256 bits less some room, so that no intermediate result wraps around. Beyond it a value
 * is made canonical first.
 */
export const WIDEST: Interval = { lo: -(1n << 250n), hi: 1n << 250n };

export const tooWide = ({ lo, hi }: Interval): boolean => lo < WIDEST.lo || hi > WIDEST.hi;

const boolean = (text: string, negation?: string): Value => makeValue(text, { lo: 0n, hi: 1n }, 32, negation);

const isBoolean = (value: Interval): boolean => value.lo >= 0n && value.hi <= 1n;

const bitLength = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);

/** Both operands in one canonical form, so that equal wasm values are equal numbers and unsigned order is kept. */
function comparable(a: Value, b: Value): [Value, Value] {
  if ((isSigned(a) && isSigned(b)) || (isUnsigned(a) && isUnsigned(b))) return [a, b];
  if (constantOf(a) !== undefined && isUnsigned(b)) return [toUnsigned(a), b];
  if (constantOf(b) !== undefined && isUnsigned(a)) return [a, toUnsigned(b)];
  return [toSigned(a), toSigned(b)];
}

function compare(operator: BinaryOperator, left: Value, right: Value): Value {
  const signed = operator.endsWith("_s");
  // Sign extension keeps the unsigned order, so for unsigned comparisons any common form will do.
  const [a, b] = signed ? [toSigned(left), toSigned(right)] : comparable(left, right);
  const decided = decide(operator, a, b);
  if (decided !== undefined) return constantValue(decided ? 1n : 0n, 32);
  const prefix = signed ? "s" : "";
  switch (operator) {
    case "lt_s":
    case "lt_u":
      return boolean(`${prefix}lt(${a.text}, ${b.text})`);
    case "gt_s":
    case "gt_u":
      return boolean(`${prefix}gt(${a.text}, ${b.text})`);
    case "le_s":
    case "le_u":
      return boolean(`iszero(${prefix}gt(${a.text}, ${b.text}))`, `${prefix}gt(${a.text}, ${b.text})`);
    default:
      return boolean(`iszero(${prefix}lt(${a.text}, ${b.text}))`, `${prefix}lt(${a.text}, ${b.text})`);
  }
}

/** The result of an order comparison that the intervals settle. */
function decide(operator: BinaryOperator, a: Value, b: Value): boolean | undefined {
  // Unsigned comparisons of numbers that may be negative are not settled by signed intervals.
  if (operator.endsWith("_u") && (a.lo < 0n || b.lo < 0n)) return undefined;
  switch (operator.slice(0, 2)) {
    case "lt":
      return a.hi < b.lo ? true : a.lo >= b.hi ? false : undefined;
    case "gt":
      return a.lo > b.hi ? true : a.hi <= b.lo ? false : undefined;
    case "le":
      return a.hi <= b.lo ? true : a.lo > b.hi ? false : undefined;
    default:
      return a.lo >= b.hi ? true : a.hi < b.lo ? false : undefined;
  }
}

function equal(left: Value, right: Value): Value {
  const [a, b] = comparable(left, right);
  const [x, y] = [constantOf(a), constantOf(b)];
  if (x !== undefined && y !== undefined) return constantValue(x === y ? 1n : 0n, 32);
  if (y === 0n) return boolean(`iszero(${a.text})`, isBoolean(a) ? a.text : undefined);
  if (x === 0n) return boolean(`iszero(${b.text})`, isBoolean(b) ? b.text : undefined);
  return boolean(
    `eq(${a.text}, ${b.text})`,
    isBoolean(a) && isBoolean(b) ? `xor(${a.text}, ${b.text})` : undefined,
  );
}

function unequal(left: Value, right: Value): Value {
  const [a, b] = comparable(left, right);
  if (isBoolean(a) && isBoolean(b) && constantOf(b) === undefined && constantOf(a) === undefined)
    return boolean(`xor(${a.text}, ${b.text})`, `eq(${a.text}, ${b.text})`);
  const same = equal(a, b);
  const constant = constantOf(same);
  if (constant !== undefined) return constantValue(1n - constant, 32);
  // A comparison gives 32 bits, also of operands with 64.
  if (constantOf(b) === 0n && isBoolean(a)) return makeValue(a.text, a, 32, a.negation);
  return boolean(`iszero(${same.text})`, same.text);
}

/** The shift amount, which wasm takes modulo the width. */
function shiftAmount(value: Value): { text: string; constant: bigint | undefined } {
  const width = BigInt(value.width);
  const constant = constantOf(value);
  if (constant !== undefined) {
    const amount = constant & (width - 1n);
    return { text: `${amount}`, constant: amount };
  }
  const inRange = value.lo >= 0n && value.hi < width;
  return { text: inRange ? value.text : `and(${value.text}, ${width - 1n})`, constant: undefined };
}

function shift(operator: "shl" | "shr_s" | "shr_u", operand: Value, by: Value): Value {
  const { width } = operand;
  const { text: amount, constant } = shiftAmount(by);
  if (operator === "shl") {
    const factor = 1n << (constant ?? BigInt(width - 1));
    const shifted = ({ lo, hi }: Interval): Interval => ({
      lo: smallest(lo, lo * factor),
      hi: largest(hi, hi * factor),
    });
    const a = tooWide(shifted(operand)) ? toSigned(operand) : operand;
    const interval = constant === undefined ? shifted(a) : { lo: a.lo * factor, hi: a.hi * factor };
    return makeValue(`shl(${amount}, ${a.text})`, interval, width);
  }
  const a = operator === "shr_s" ? toSigned(operand) : toUnsigned(operand);
  const name = a.lo >= 0n ? "shr" : "sar";
  if (constant !== undefined)
    return makeValue(`${name}(${amount}, ${a.text})`, { lo: a.lo >> constant, hi: a.hi >> constant }, width);
  return makeValue(`${name}(${amount}, ${a.text})`, { lo: smallest(a.lo, 0n), hi: largest(a.hi, 0n) }, width);
}

function rotate(operator: "rotl" | "rotr", operand: Value, by: Value, site: OperatorSite): Value {
  const { width } = operand;
  const a = site.hold(toUnsigned(operand));
  const constant = constantOf(by);
  const amount =
    constant !== undefined
      ? constantValue(constant & BigInt(width - 1), width)
      : site.hold(makeValue(`and(${by.text}, ${width - 1})`, { lo: 0n, hi: BigInt(width - 1) }, width));
  const rest =
    constantOf(amount) !== undefined ? `${BigInt(width) - amount.lo}` : `sub(${width}, ${amount.text})`;
  const [left, right] = operator === "rotl" ? [amount.text, rest] : [rest, amount.text];
  // The bits that leave at the top stay above the width; masking them off makes the result canonical.
  return makeValue(
    `and(or(shl(${left}, ${a.text}), shr(${right}, ${a.text})), ${literal(mask(width))})`,
    { lo: 0n, hi: mask(width) },
    width,
  );
}

function divide(
  operator: "div_s" | "div_u" | "rem_s" | "rem_u",
  x: Value,
  y: Value,
  site: OperatorSite,
): Value {
  const { width } = x;
  const signed = operator.endsWith("_s");
  const isDivision = operator.startsWith("div");
  let a = signed ? toSigned(x) : toUnsigned(x);
  let b = signed ? toSigned(y) : toUnsigned(y);
  if (b.lo <= 0n && b.hi >= 0n) {
    b = site.hold(b);
    // The dividend's text must not be overtaken by the trap's statement; holding it keeps the code simple, too.
    a = site.hold(a);
    site.trapIf(`iszero(${b.text})`);
  }
  if (!signed || (a.lo >= 0n && b.lo >= 0n)) {
    const divisor = largest(b.lo, 1n);
    const hi = isDivision ? a.hi / divisor : smallest(a.hi, largest(b.hi - 1n, 0n));
    return makeValue(
      `${isDivision ? "div" : "mod"}(${a.text}, ${b.text})`,
      { lo: 0n, hi: largest(hi, 0n) },
      width,
    );
  }
  if (isDivision && a.lo === signedMin(width) && b.lo <= -1n && b.hi >= -1n) {
    a = site.hold(a);
    b = site.hold(b);
    site.trapIf(`and(eq(${a.text}, ${literal(signedMin(width))}), iszero(not(${b.text})))`);
  }
  const largestMagnitude = largest(a.hi, -a.lo);
  // MIN / -1 has trapped, so no quotient exceeds the signed maximum.
  const interval = isDivision
    ? { lo: -largestMagnitude, hi: smallest(largestMagnitude, signedMax(width)) }
    : { lo: smallest(a.lo, 0n), hi: largest(a.hi, 0n) };
  return makeValue(`${isDivision ? "sdiv" : "smod"}(${a.text}, ${b.text})`, interval, width);
}

/** The bases of `value + by`. */
const moved = (value: Value, by: Interval): Base[] =>
  (value.bases ?? []).map(({ local, lo, hi }) => ({ local, lo: lo + by.lo, hi: hi + by.hi }));

const withBases = (value: Value, bases: readonly Base[]): Value =>
  bases.length ? { ...value, bases } : value;

function add(a: Value, b: Value): Value {
  const { width } = a;
  if (constantOf(a) === 0n) return b;
  const constant = constantOf(b);
  if (constant === 0n) return a;
  const interval = { lo: a.lo + b.lo, hi: a.hi + b.hi };
  if (tooWide(interval)) return add(toSigned(a), toSigned(b));
  const text =
    constant !== undefined && constant < 0n
      ? `sub(${a.text}, ${literal(-constant)})`
      : `add(${a.text}, ${b.text})`;
  return withBases(makeValue(text, interval, width), [...moved(a, b), ...moved(b, a)]);
}

function subtract(a: Value, b: Value): Value {
  if (constantOf(b) === 0n) return a;
  const interval = { lo: a.lo - b.hi, hi: a.hi - b.lo };
  if (tooWide(interval)) return subtract(toSigned(a), toSigned(b));
  const value = makeValue(`sub(${a.text}, ${b.text})`, interval, a.width);
  return withBases(value, moved(a, { lo: -b.hi, hi: -b.lo }));
}

function multiply(a: Value, b: Value): Value {
  if (constantOf(a) === 1n) return b;
  if (constantOf(b) === 1n) return a;
  const products = [a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi] as const;
  const interval = { lo: smallest(...products), hi: largest(...products) };
  if (tooWide(interval)) return multiply(toSigned(a), toSigned(b));
  return makeValue(`mul(${a.text}, ${b.text})`, interval, a.width);
}

function bitwise(operator: "and" | "or" | "xor", left: Value, right: Value): Value {
  const { width } = left;
  if (operator === "and") {
    // One operand without bits above the width clears them in the other.
    for (const [x, y] of [
      [left, right],
      [right, left],
    ] as const) {
      if (isUnsigned(x))
        return makeValue(
          `and(${left.text}, ${right.text})`,
          { lo: 0n, hi: y.lo >= 0n ? smallest(x.hi, y.hi) : x.hi },
          width,
        );
    }
  }
  const unsigned = isUnsigned(left) && isUnsigned(right);
  const [a, b] = unsigned ? [left, right] : [toSigned(left), toSigned(right)];
  if (a.lo >= 0n && b.lo >= 0n) {
    const bits = bitLength(largest(a.hi, b.hi));
    return makeValue(`${operator}(${a.text}, ${b.text})`, { lo: 0n, hi: mask(bits) }, width);
  }
  return makeValue(`${operator}(${a.text}, ${b.text})`, signedRange(width), width);
}

/** Translates a binary operator; the operands have been evaluated, left before right. */
export function binary(operator: BinaryOperator, a: Value, b: Value, site: OperatorSite): Value {
  if (a.width !== b.width)
    throw new Error(`The translator has operands of ${a.width} and ${b.width} bits for "${operator}".`);
  switch (operator) {
    case "add":
      return add(a, b);
    case "sub":
      return subtract(a, b);
    case "mul":
      return multiply(a, b);
    case "and":
    case "or":
    case "xor":
      return bitwise(operator, a, b);
    case "shl":
    case "shr_s":
    case "shr_u":
      return shift(operator, a, b);
    case "rotl":
    case "rotr":
      return rotate(operator, a, b, site);
    case "div_s":
    case "div_u":
    case "rem_s":
    case "rem_u":
      return divide(operator, a, b, site);
    case "eq":
      return equal(a, b);
    case "ne":
      return unequal(a, b);
    default:
      return compare(operator, a, b);
  }
}

function signExtended(value: Value, bits: number, width: Width): Value {
  const constant = constantOf(value);
  if (constant !== undefined) return constantValue(BigInt.asIntN(bits, constant), width);
  const range = signedRange(bits);
  if (value.lo >= range.lo && value.hi <= range.hi)
    return makeValue(value.text, value, width, value.negation);
  return makeValue(`signextend(${bits / 8 - 1}, ${value.text})`, range, width);
}

/**
 * Translates a unary operator.
 * @param width of the operand
 */
export function unary(operator: UnaryOperator, operand: Value, site: OperatorSite): Value {
  const { width } = operand;
  const counted = (text: string): Value => makeValue(text, { lo: 0n, hi: BigInt(width) }, width);
  switch (operator) {
    case "eqz": {
      const canonical = isSigned(operand) || isUnsigned(operand) ? operand : toUnsigned(operand);
      if (canonical.lo > 0n || canonical.hi < 0n) return constantValue(0n, 32);
      if (constantOf(canonical) === 0n) return constantValue(1n, 32);
      return boolean(falsity(canonical), isBoolean(canonical) ? canonical.text : undefined);
    }
    case "wrap": {
      const constant = constantOf(operand);
      if (constant !== undefined) return constantValue(BigInt.asIntN(32, constant), 32);
      return makeValue(operand.text, operand, 32);
    }
    case "extend_s": {
      const signed = toSigned(operand);
      return makeValue(signed.text, signed, 64, signed.negation);
    }
    case "extend_u": {
      const unsigned = toUnsigned(operand);
      return makeValue(unsigned.text, unsigned, 64, unsigned.negation);
    }
    case "extend8_s":
      return signExtended(operand, 8, width);
    case "extend16_s":
      return signExtended(operand, 16, width);
    case "extend32_s":
      return signExtended(operand, 32, width);
    case "clz":
      return counted(`sub(${site.library("clz", toUnsigned(operand).text)}, ${256 - width})`);
    case "ctz": {
      const a = site.hold(toUnsigned(operand));
      // The lowest set bit alone, or the bit above the width when there is none.
      const lowest = `or(and(${a.text}, sub(0, ${a.text})), shl(${width}, iszero(${a.text})))`;
      return counted(`sub(255, ${site.library("clz", lowest)})`);
    }
    case "popcnt":
      return counted(site.library("popcnt", toUnsigned(operand).text));
  }
}

/** Whether an operator only computes; the others may trap or need statements of their own. */
export const isPlain = (operator: BinaryOperator | UnaryOperator): boolean =>
  !/^(div|rem|rot|ctz)/.test(operator);
