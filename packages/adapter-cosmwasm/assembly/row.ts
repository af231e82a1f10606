// Sums over the entries of the sample, exact in 128 bits.
import { VALUE_BITS } from "./config";
import { sampleCount, sampleIndex, sampleValue } from "./sample";
import { addToCell, getCell } from "./state";

let low: u64 = 0;
let high: i64 = 0;

function clear(): void {
  low = 0;
  high = 0;
}

/** Adds value << shift, shift 0 to 32. */
function accumulate(value: i64, shift: u64): void {
  const addend = <u64>value << shift;
  low += addend;
  high += (shift == 0 ? value >> 63 : value >> (64 - shift)) + <i64>(low < addend);
}

/** floor(sum / 2^valueBits), saturating to i64. */
function scaled(): i64 {
  const bits = <u64>VALUE_BITS;
  const upper = high >> bits;
  const lower = bits == 0 ? low : (low >> bits) | (<u64>high << (64 - bits));
  if (upper == <i64>lower >> 63) return <i64>lower;
  return upper < 0 ? i64.MIN_VALUE : i64.MAX_VALUE;
}

// The index is checked before it is added: base + index must not wrap into the range of cells.
function cellOf(base: i32, p: i32): i32 {
  const cell = <i64>base + <i64>sampleIndex(p);
  if (cell < 0 || cell > <i64>i32.MAX_VALUE) unreachable();
  return <i32>cell;
}

export function rowDot(base: i32): i64 {
  clear();
  const count = sampleCount();
  for (let p = 0; p < count; p++) {
    const value = <i64>sampleValue(p), cell = getCell(cellOf(base, p));
    accumulate(value * (cell & 0xffffffff), 0);
    accumulate(value * (cell >> 32), 32);
  }
  return scaled();
}

export function rowAxpy(base: i32, factor: i64): void {
  const count = sampleCount();
  const d = min<i64>(max<i64>(factor, i32.MIN_VALUE), i32.MAX_VALUE);
  for (let p = 0; p < count; p++) addToCell(cellOf(base, p), (<i64>sampleValue(p) * d) >> VALUE_BITS);
}

export function rowNorm(): i64 {
  clear();
  const count = sampleCount();
  for (let p = 0; p < count; p++) {
    const value = <i64>sampleValue(p);
    accumulate(value * value, 0);
  }
  return scaled();
}
