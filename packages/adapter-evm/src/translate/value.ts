import type { Width } from "./wasm.ts";
import { literal, mask } from "./yul.ts";

/** All numbers from `lo` to `hi`, both included. */
export interface Interval {
  readonly lo: bigint;
  readonly hi: bigint;
}

/**
 * A wasm integer on its way through Yul. The expression `text` is a signed 256-bit number within [lo, hi] that is congruent to
 * the wasm value modulo 2^width. Masks are only written where an operation needs the canonical number and the
 * interval does not show that it is one already.
 *
 * `text` is pure: it reads Yul variables, calldata and parameters, and changes nothing.
 */
export interface Value extends Interval {
  readonly text: string;
  readonly width: Width;
  /** The text of the opposite truth value, where it is cheaper than `iszero(text)`. */
  readonly negation?: string;
  /** The value is what each of these wasm locals holds now, plus something in its [lo, hi]. */
  readonly bases?: readonly Base[];
}

/** A wasm local, plus something in [lo, hi]. */
export interface Base extends Interval {
  readonly local: number;
}

export const signedMin = (width: number): bigint => -(1n << BigInt(width - 1));
export const signedMax = (width: number): bigint => (1n << BigInt(width - 1)) - 1n;
export const unsignedMax = (width: number): bigint => mask(width);

export const signedRange = (width: number): Interval => ({ lo: signedMin(width), hi: signedMax(width) });
export const within = (inner: Interval, outer: Interval): boolean =>
  inner.lo >= outer.lo && inner.hi <= outer.hi;

/** The least of some bigints, which `Math.min` does not take. */
export function smallest(first: bigint, ...rest: readonly bigint[]): bigint {
  let least = first;
  for (const number of rest) if (number < least) least = number;
  return least;
}

/** The greatest of some bigints. */
export function largest(first: bigint, ...rest: readonly bigint[]): bigint {
  let most = first;
  for (const number of rest) if (number > most) most = number;
  return most;
}

/** The smallest interval that contains both. */
export const hull = (a: Interval, b: Interval): Interval => ({
  lo: smallest(a.lo, b.lo),
  hi: largest(a.hi, b.hi),
});

/** The constant that a value is, if it is one. */
export const constantOf = (value: Interval): bigint | undefined =>
  value.lo === value.hi ? value.lo : undefined;

/** A value; becomes a literal when only one number is possible. */
export function makeValue(text: string, { lo, hi }: Interval, width: Width, negation?: string): Value {
  if (lo === hi) return { text: literal(lo), lo, hi, width };
  return negation === undefined ? { text, lo, hi, width } : { text, lo, hi, width, negation };
}

export const constantValue = (value: bigint, width: Width): Value =>
  makeValue("", { lo: value, hi: value }, width);

export const isSigned = (value: Value): boolean => within(value, signedRange(value.width));
export const isUnsigned = (value: Value): boolean => value.lo >= 0n && value.hi <= unsignedMax(value.width);

/** The same wasm value as the signed number that it stands for. */
export function toSigned(value: Value): Value {
  if (isSigned(value)) return value;
  const constant = constantOf(value);
  if (constant !== undefined) return constantValue(BigInt.asIntN(value.width, constant), value.width);
  return makeValue(
    `signextend(${value.width / 8 - 1}, ${value.text})`,
    signedRange(value.width),
    value.width,
  );
}

/** The same wasm value as the unsigned number that it stands for. */
export function toUnsigned(value: Value): Value {
  if (isUnsigned(value)) return value;
  const constant = constantOf(value);
  if (constant !== undefined) return constantValue(BigInt.asUintN(value.width, constant), value.width);
  const hi = unsignedMax(value.width);
  return makeValue(`and(${value.text}, ${literal(hi)})`, { lo: 0n, hi }, value.width);
}

/** Text that is 0 if and only if the wasm value is 0. */
export const truth = (value: Value): string =>
  isSigned(value) || isUnsigned(value) ? value.text : toUnsigned(value).text;

/** Text that is 1 if the wasm value is 0, else 0. */
export const falsity = (value: Value): string => value.negation ?? `iszero(${truth(value)})`;

/** Whether repeating the text costs no more than a variable. */
export const isAtomic = (value: Value): boolean => /^[$\w]+$/.test(value.text);
