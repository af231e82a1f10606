import { mulDiv, mulHigh } from "../math";

const LOW: u64 = 0xffffffff;

/** math.mulDiv, with two divisions where the divisor has at most 32 bits: each gives a digit to the base 2^32. */
export function math_mulDiv(a: i64, b: i64, c: i64): i64 {
  const divisor = <u64>c;
  if (divisor == 0 || divisor > LOW) return mulDiv(a, b, c);
  const high = mulHigh(<u64>a, <u64>b);
  if (high >= divisor) return i64.MAX_VALUE;
  const low = <u64>a * <u64>b;
  if (!high) return <i64>min<u64>(low / divisor, i64.MAX_VALUE);
  const first = (high << 32) | (low >> 32);
  const digit = first / divisor;
  const second = ((first - digit * divisor) << 32) | (low & LOW);
  return <i64>min<u64>((digit << 32) + second / divisor, i64.MAX_VALUE);
}
