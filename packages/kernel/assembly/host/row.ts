// The row words, entry by entry; dense samples go through ./dense-row where the engine has vectors.
import { addDense, canAddDense, dotDense, hasDenseVectors, normDense } from "./dense-row";
import { count, indexAt, magnitudeBits, valueAt } from "./sample";
import { cells, hasValues, lane, maxEntries, stateAt, valueBits } from "./shape";
import { addTo, clampTo, read } from "./state";

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

/** 2^countBits is at least the number of entries. */
// @ts-ignore: decorator
@inline function countBits(): i32 {
  return 32 - clz<i32>(maxEntries());
}

/** Where index 0 of the row would lie. Traps where a cell of the row does not exist; the indices increase. */
// @ts-ignore: decorator
@inline function rowAt(base: i32): usize {
  if (<u32>(base + indexAt(0)) >= <u32>cells()) unreachable();
  if (<u32>(base + indexAt(count() - 1)) >= <u32>cells()) unreachable();
  return stateAt() + <usize>base * <usize>(lane() >> 3);
}

// @ts-ignore: decorator
@inline function cellAt(row: usize, p: i32): usize {
  return row + <usize>indexAt(p) * <usize>(lane() >> 3);
}

export function row_dot(base: i32): i64 {
  const row = rowAt(base);
  const n = count();
  if (countBits() + (hasValues() ? magnitudeBits() : 0) + lane() - 1 <= 62) {
    if (hasDenseVectors()) return dotDense(row) >> valueBits();
    let sum: i64 = 0;
    for (let p = 0; p < n; p++) {
      const cell = read(cellAt(row, p));
      sum += hasValues() ? <i64>valueAt(p) * cell : cell;
    }
    return hasValues() ? sum >> valueBits() : sum;
  }
  return exactDot(row, n);
}

/** Where the sum might leave 63 bits. */
function exactDot(row: usize, n: i32): i64 {
  let d0: i64 = 0, d1: i64 = 0, d2: i64 = 0;
  for (let p = 0; p < n; p++) {
    const cell = read(cellAt(row, p));
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
  const row = rowAt(base);
  const n = count();
  const factor = clampTo(d, i32.MAX_VALUE);
  if (hasDenseVectors() && canAddDense(factor)) {
    addDense(row, factor);
    return;
  }
  for (let p = 0; p < n; p++)
    addTo(cellAt(row, p), hasValues() ? (<i64>valueAt(p) * factor) >> valueBits() : factor);
}

export function row_norm(): i64 {
  const n = count();
  if (!hasValues()) return <i64>n << valueBits();
  if (hasDenseVectors() && countBits() + 2 * magnitudeBits() <= 62) return normDense() >> valueBits();
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
