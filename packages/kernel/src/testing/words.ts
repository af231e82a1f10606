import { exp2, isqrt, log2, mulDiv } from "../math.ts";
import type { Words } from "./instance.ts";

/** Clamps to a range. */
export const clamp = (value: bigint, min: bigint, max: bigint): bigint =>
  value < min ? min : value > max ? max : value;

/** Clamps to a signed integer of so many bits. */
export const clampBits = (value: bigint, bits: number): bigint =>
  clamp(value, -(2n ** BigInt(bits - 1)), 2n ** BigInt(bits - 1) - 1n);

/** The `math` words. */
export const mathWords: Words = {
  "math.mulDiv": mulDiv,
  "math.isqrt": isqrt,
  "math.log2": log2,
  "math.exp2": exp2,
};
