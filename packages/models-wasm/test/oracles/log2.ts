import { floorDivided } from "./oracle.ts";

/** Coefficients of docs/spec/math.md, the highest power first. */
const COEFFICIENTS = [55_494_091n, -206_064_930n, 390_732_252n, -591_847_166n, 950_358_030n] as const;
const Q31 = 2n ** 31n;

/** log2(x) in Q16 as docs/spec/math.md has it, for x from 1 to 2^63 - 1. */
export function log2Q16(x: bigint): bigint {
  let exponent = 0n;
  while (2n ** (exponent + 1n) <= x) exponent += 1n;
  // What follows the highest bit, as a fraction.
  const fraction = floorDivided(x * Q31, 2n ** exponent) - Q31;
  const product = (a: bigint, b: bigint): bigint => floorDivided(a * b, Q31);
  let polynomial = 0n;
  for (const coefficient of COEFFICIENTS) polynomial = product(polynomial, fraction) + coefficient;
  const bend = product(product(fraction, Q31 - fraction), polynomial);
  return exponent * 2n ** 16n + floorDivided(fraction + bend + 2n ** 14n, 2n ** 15n);
}
