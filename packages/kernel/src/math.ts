import { trap } from "./trap.ts";

const I64_MAX = 2n ** 63n - 1n;
const unsigned = (x: bigint): bigint => BigInt.asUintN(64, x);
const atMost = (x: bigint): bigint => (x > I64_MAX ? I64_MAX : x);

/**
 * floor(a * b / c), all read as unsigned 64 bits; saturates to 2^63 - 1.
 * @throws ChainlearnError trap when c is 0
 */
export function mulDiv(a: bigint, b: bigint, c: bigint): bigint {
  if (unsigned(c) === 0n) throw trap("mulDiv divides by zero.");
  return atMost((unsigned(a) * unsigned(b)) / unsigned(c));
}

/** floor(sqrt(x)), x read as unsigned 64 bits. */
export function isqrt(x: bigint): bigint {
  const n = unsigned(x);
  if (n < 2n) return n;
  let root = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const better = (root + n / root) >> 1n;
    if (better >= root) return root;
    root = better;
  }
}

/** 1.0 in Q31, the format of the polynomials. */
const ONE = 1n << 31n;
const LOG2 = [55494091n, -206064930n, 390732252n, -591847166n, 950358030n] as const;
const EXP2 = [-466327n, -3137985n, -23921469n, -143072779n, -658961730n] as const;

/** f (1 - f) q(f) in Q31, q by Horner's rule with the highest coefficient first; every product rounds down. */
function bend(f: bigint, coefficients: readonly bigint[]): bigint {
  const q = coefficients.reduce((sum, coefficient) => ((sum * f) >> 31n) + coefficient);
  return (((f * (ONE - f)) >> 31n) * q) >> 31n;
}

/**
 * log2(x) in Q16 by the polynomial of docs/spec/math.md, x as i64.
 * @throws ChainlearnError trap when x is below 1
 */
export function log2(x: bigint): bigint {
  if (x < 1n) throw trap("log2 of a number below 1.");
  const exponent = BigInt(x.toString(2).length - 1);
  const m = ((x << (63n - exponent)) - (1n << 63n)) >> 32n;
  return (exponent << 16n) + ((m + bend(m, LOG2) + (1n << 14n)) >> 15n);
}

/** 2^(x / 2^16) in Q16 by the polynomial of docs/spec/math.md, x as i64; saturates to 2^63 - 1. */
export function exp2(x: bigint): bigint {
  if (x >= 47n << 16n) return I64_MAX;
  if (x < -17n << 16n) return 0n;
  const whole = x >> 16n;
  const f = (x & 0xffffn) << 15n;
  const v = ONE + f + bend(f, EXP2);
  return whole >= 15n ? v << (whole - 15n) : (v + (1n << (14n - whole))) >> (15n - whole);
}
