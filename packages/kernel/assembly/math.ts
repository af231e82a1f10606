// The vocabulary's `math` words; docs/spec/math.md specifies them. Plain integer functions: no memory, no imports.

const I64_MAX: u64 = 0x7fffffffffffffff;
const LOW: u64 = 0xffffffff;
/** 1.0 in Q31, the format of the polynomials. */
const ONE: i64 = 1 << 31;

// @ts-ignore: decorator
@inline function q31(a: i64, b: i64): i64 {
  return (a * b) >> 31;
}

/** Upper 64 bits of the 128-bit product. */
export function mulHigh(a: u64, b: u64): u64 {
  const a0 = a & LOW, a1 = a >> 32, b0 = b & LOW, b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  return a1 * b1 + (middle >> 32) + (((middle & LOW) + a0 * b1) >> 32);
}

/** (high * 2^64 + low) / divisor for 0 < high < divisor, by schoolbook division with two 32-bit digits. */
function divideWide(high: u64, low: u64, divisor: u64): u64 {
  const shift = clz<u64>(divisor);
  const d = divisor << shift;
  const d1 = d >> 32, d0 = d & LOW;
  let rest = shift ? (high << shift) | (low >> (64 - shift)) : high;
  low <<= shift;
  let quotient: u64 = 0;
  for (let digit = 0; digit < 2; digit++) {
    const next = digit ? low & LOW : low >> 32;
    let q = rest / d1;
    let r = rest % d1;
    // At most two corrections: d1 has its highest bit set.
    while (q > LOW || q * d0 > ((r << 32) | next)) {
      q -= 1;
      r += d1;
      if (r > LOW) break;
    }
    rest = ((rest << 32) | next) - q * d;
    quotient = (quotient << 32) | q;
  }
  return quotient;
}

export function mulDiv(a: i64, b: i64, c: i64): i64 {
  const divisor = <u64>c;
  if (divisor == 0) unreachable();
  const high = mulHigh(<u64>a, <u64>b);
  if (high >= divisor) return I64_MAX;
  const low = <u64>a * <u64>b;
  const quotient = high ? divideWide(high, low, divisor) : low / divisor;
  return <i64>min<u64>(quotient, I64_MAX);
}

export function isqrt(x: i64): i64 {
  const n = <u64>x;
  if (n < 2) return x;
  // Newton's steps fall from any start that is not below the root.
  let root: u64 = <u64>1 << ((65 - clz<u64>(n)) >> 1);
  let better = (root + n / root) >> 1;
  while (better < root) {
    root = better;
    better = (root + n / root) >> 1;
  }
  return <i64>root;
}

export function log2(x: i64): i64 {
  if (x < 1) unreachable();
  const zeros = clz<i64>(x);
  const m = ((x << zeros) & <i64>I64_MAX) >> 32;
  let q: i64 = 55494091;
  q = q31(q, m) - 206064930;
  q = q31(q, m) + 390732252;
  q = q31(q, m) - 591847166;
  q = q31(q, m) + 950358030;
  return ((63 - zeros) << 16) + ((m + q31(q31(m, ONE - m), q) + (1 << 14)) >> 15);
}

export function exp2(x: i64): i64 {
  if (x >= 47 << 16) return I64_MAX;
  if (x < -17 << 16) return 0;
  const whole = x >> 16;
  const f = (x & 0xffff) << 15;
  let q: i64 = -466327;
  q = q31(q, f) - 3137985;
  q = q31(q, f) - 23921469;
  q = q31(q, f) - 143072779;
  q = q31(q, f) - 658961730;
  const v = ONE + f + q31(q31(f, ONE - f), q);
  return whole >= 15 ? v << (whole - 15) : (v + (<i64>1 << (14 - whole))) >> (15 - whole);
}
