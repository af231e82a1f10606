// Rows of dense samples with vectors. Values lie in groups of eight with zeros behind the last, so that a row is a whole
// number of groups: what a zero multiplies does not matter, and what it is added to stays as it is.
import { GROUP, magnitudeBits } from "./sample";
import { features, hasIndices, lane, simd, valueBits, valuesAt } from "./shape";

// @ts-ignore: decorator
@inline export function hasDenseVectors(): bool {
  return simd() && !hasIndices() && lane() <= 32;
}

// @ts-ignore: decorator
@inline function groupsEnd(): usize {
  return valuesAt() + ((<usize>(features() + GROUP - 1) / GROUP) * GROUP << 2);
}

/** Bytes of a group of cells. */
// @ts-ignore: decorator
@inline function cellsSize(): usize {
  return (GROUP * lane()) >> 3;
}

/** Eight cells of at most 16 bits. */
// @ts-ignore: decorator
@inline function shortCells(at: usize): v128 {
  return lane() == 8 ? v128.load_ext<i8>(at) : v128.load(at);
}

/** The first four cells of a group as 32 bits. */
// @ts-ignore: decorator
@inline function lowCells(at: usize): v128 {
  if (lane() == 32) return v128.load(at);
  if (lane() == 16) return v128.load_ext<i16>(at);
  return i32x4.extend_low_i16x8_s(v128.load_ext<i8>(at));
}

// @ts-ignore: decorator
@inline function highCells(at: usize): v128 {
  if (lane() == 32) return v128.load(at, 16);
  if (lane() == 16) return v128.load_ext<i16>(at, 8);
  return i32x4.extend_high_i16x8_s(v128.load_ext<i8>(at));
}

// @ts-ignore: decorator
@inline function sumOf(v: v128): i64 {
  return i64x2.extract_lane(v, 0) + i64x2.extract_lane(v, 1);
}

/** Exact sum of value * cell; the caller knows that it fits. */
// @ts-ignore: decorator
@inline export function dotDense(row: usize): i64 {
  return lane() <= 16 && magnitudeBits() <= 14 ? dotOfShorts(row) : dotOfWords(row);
}

/** Products of 16 bits are added in 32 bits, as many as fit, and those sums in 64 bits. */
// @ts-ignore: decorator
@inline function dotOfShorts(row: usize): i64 {
  // A group adds two products of at most 2^(bits + 15) to each 32-bit sum, so 2^(14 - bits) groups stay below 2^31.
  const most = <usize>(GROUP << 2) << (14 - magnitudeBits());
  const end = groupsEnd();
  let sums = i64x2.splat(0);
  for (let x = valuesAt(); x < end; ) {
    const stop = min<usize>(end, x + most);
    let part = i32x4.splat(0);
    for (; x < stop; x += GROUP << 2, row += cellsSize()) {
      const values = i16x8.narrow_i32x4_s(v128.load(x), v128.load(x, 16));
      part = i32x4.add(part, i32x4.dot_i16x8_s(values, shortCells(row)));
    }
    sums = i64x2.add(
      sums,
      i64x2.add(i64x2.extend_low_i32x4_s(part), i64x2.extend_high_i32x4_s(part)),
    );
  }
  return sumOf(sums);
}

// @ts-ignore: decorator
@inline function dotOfWords(row: usize): i64 {
  const end = groupsEnd();
  let a = i64x2.splat(0);
  let b = i64x2.splat(0);
  let c = i64x2.splat(0);
  let d = i64x2.splat(0);
  for (let x = valuesAt(); x < end; x += GROUP << 2, row += cellsSize()) {
    const low = v128.load(x);
    const high = v128.load(x, 16);
    const lowCell = lowCells(row);
    const highCell = highCells(row);
    a = i64x2.add(a, i64x2.extmul_low_i32x4_s(low, lowCell));
    b = i64x2.add(b, i64x2.extmul_high_i32x4_s(low, lowCell));
    c = i64x2.add(c, i64x2.extmul_low_i32x4_s(high, highCell));
    d = i64x2.add(d, i64x2.extmul_high_i32x4_s(high, highCell));
  }
  return sumOf(i64x2.add(i64x2.add(a, b), i64x2.add(c, d)));
}

/** Exact sum of the squared values; the caller knows that it fits. */
// @ts-ignore: decorator
@inline export function normDense(): i64 {
  const end = groupsEnd();
  let a = i64x2.splat(0);
  let b = i64x2.splat(0);
  for (let x = valuesAt(); x < end; x += 16) {
    const values = v128.load(x);
    a = i64x2.add(a, i64x2.extmul_low_i32x4_s(values, values));
    b = i64x2.add(b, i64x2.extmul_high_i32x4_s(values, values));
  }
  return sumOf(i64x2.add(a, b));
}

// @ts-ignore: decorator
@inline function productBits(factor: i64): i32 {
  return magnitudeBits() + 64 - <i32>clz<i64>(factor ^ (factor >> 63));
}

/** True if no change of a cell reaches 2^30. */
// @ts-ignore: decorator
@inline export function canAddDense(factor: i64): bool {
  return productBits(factor) <= 30 + valueBits();
}

/** Adds floor(value * factor / 2^valueBits) to each cell; see {@link canAddDense}. */
// @ts-ignore: decorator
@inline export function addDense(row: usize, factor: i64): void {
  const end = groupsEnd();
  const factors = i32x4.splat(<i32>factor);
  if (productBits(factor) <= 30) {
    for (let x = valuesAt(); x < end; x += GROUP << 2, row += cellsSize())
      addGroup(row, smallChanges(v128.load(x), factors), smallChanges(v128.load(x, 16), factors));
  } else {
    for (let x = valuesAt(); x < end; x += GROUP << 2, row += cellsSize())
      addGroup(row, changes(v128.load(x), factors), changes(v128.load(x, 16), factors));
  }
}

/** Where products fit 32 bits. */
// @ts-ignore: decorator
@inline function smallChanges(values: v128, factors: v128): v128 {
  return i32x4.shr_s(i32x4.mul(values, factors), valueBits());
}

/** The low 32 bits of the shifted products, which are all that there is. */
// @ts-ignore: decorator
@inline function changes(values: v128, factors: v128): v128 {
  const low = i64x2.shr_u(i64x2.extmul_low_i32x4_s(values, factors), valueBits());
  const high = i64x2.shr_u(i64x2.extmul_high_i32x4_s(values, factors), valueBits());
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

// @ts-ignore: decorator
@inline function addGroup(at: usize, low: v128, high: v128): void {
  if (lane() == 32) {
    v128.store(at, addSaturating(v128.load(at), low));
    v128.store(at, addSaturating(v128.load(at, 16), high), 16);
    return;
  }
  const sums = i16x8.narrow_i32x4_s(i32x4.add(lowCells(at), low), i32x4.add(highCells(at), high));
  if (lane() == 16) v128.store(at, sums);
  else v128.store64_lane(at, i8x16.narrow_i16x8_s(sums, sums), 0);
}

/** The sum of each lane, stopped at the ends of its range: the cell is first held where the change keeps it inside. */
// @ts-ignore: decorator
@inline function addSaturating(cell: v128, change: v128): v128 {
  const zero = i32x4.splat(0);
  const least = i32x4.sub(i32x4.splat(i32.MIN_VALUE), i32x4.min_s(change, zero));
  const most = i32x4.sub(i32x4.splat(i32.MAX_VALUE), i32x4.max_s(change, zero));
  return i32x4.add(i32x4.min_s(i32x4.max_s(cell, least), most), change);
}
