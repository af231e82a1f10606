// The sample of the call. Its canonical bytes are checked and read once, into numbers of the machine's byte order that
// the words then find in memory.
import {
  features,
  hasIndices,
  hasValues,
  indexBytes,
  indicesAt,
  maxEntries,
  simd,
  valueBits,
  valuesAt,
} from "./shape";

/** Values lie in groups of so many; what is behind the last is 0. */
export const GROUP: i32 = 8;

let entries: i32 = 0;
let bits: i32 = 0;

// @ts-ignore: decorator
@inline function entryBytes(): i32 {
  return (hasIndices() ? indexBytes() : 0) + (hasValues() ? 4 : 0);
}

/** Bytes per index once it has been read. */
// @ts-ignore: decorator
@inline function indexSize(): usize {
  return <usize>indexBytes();
}

// @ts-ignore: decorator
@inline export function count(): i32 {
  return entries;
}

/** Every value is at least -2^bits and below 2^bits. */
// @ts-ignore: decorator
@inline export function magnitudeBits(): i32 {
  return hasValues() ? bits : valueBits() + 1;
}

// @ts-ignore: decorator
@inline export function indexAt(p: i32): i32 {
  if (!hasIndices()) return p;
  return indexBytes() == 2
    ? load<u16>(indicesAt() + ((<usize>p) << 1))
    : load<i32>(indicesAt() + ((<usize>p) << 2));
}

// @ts-ignore: decorator
@inline export function valueAt(p: i32): i32 {
  return hasValues() ? load<i32>(valuesAt() + ((<usize>p) << 2)) : 1 << valueBits();
}

// @ts-ignore: decorator
@inline function magnitudeOf(value: i32): i32 {
  return value ^ (value >> 31);
}

/** Indices of 16 bits, eight at a time. True if each is below the next; reads and writes up to 16 bytes too far. */
// @ts-ignore: decorator
@inline function readShortIndices(at: usize, n: i32): bool {
  let disorder = i16x8.splat(0);
  for (let p = 0; p < n; p += 8) {
    const from = at + ((<usize>p) << 1);
    const these = swapShorts(v128.load(from));
    const next = swapShorts(v128.load(from, 2));
    v128.store(indicesAt() + ((<usize>p) << 1), these);
    const hasNext = i16x8.gt_s(i16x8.splat(<i16>min(n - 1 - p, 8)), i16x8(0, 1, 2, 3, 4, 5, 6, 7));
    disorder = v128.or(disorder, v128.and(i16x8.ge_u(these, next), hasNext));
  }
  return !v128.any_true(disorder);
}

// @ts-ignore: decorator
@inline function swapShorts(v: v128): v128 {
  return v128.or(i16x8.shl(v, 8), i16x8.shr_u(v, 8));
}

/** Values of dense samples, four at a time; reads up to 12 bytes too far. Their number is a constant. */
// @ts-ignore: decorator
@inline function readDenseValues(at: usize): void {
  const reversed = i8x16(3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
  let magnitude = i32x4.splat(0);
  for (let p = 0; p < (features() & ~3); p += 4) {
    const values = i8x16.swizzle(v128.load(at + ((<usize>p) << 2)), reversed);
    v128.store(valuesAt() + ((<usize>p) << 2), values);
    magnitude = v128.or(magnitude, v128.xor(values, i32x4.shr_s(values, 31)));
  }
  const rest = features() & 3;
  if (rest) {
    const p = <usize>(features() - rest) << 2;
    const values = v128.and(
      i8x16.swizzle(v128.load(at + p), reversed),
      i32x4.gt_s(i32x4.splat(rest), i32x4(0, 1, 2, 3)),
    );
    v128.store(valuesAt() + p, values);
    magnitude = v128.or(magnitude, v128.xor(values, i32x4.shr_s(values, 31)));
  }
  const halves = i64x2.extract_lane(magnitude, 0) | i64x2.extract_lane(magnitude, 1);
  bits = 32 - clz<i32>(<i32>halves | <i32>(halves >> 32));
}

/** Any encoding, entry by entry. True if each index is below the next. */
// @ts-ignore: decorator
@inline function readEntries(at: usize, n: i32): bool {
  let last = -1;
  let inOrder = true;
  let magnitude = 0;
  for (let p = 0; p < n; p++) {
    if (hasIndices()) {
      const index = indexBytes() == 2 ? bswap<u16>(load<u16>(at)) : bswap<i32>(load<i32>(at));
      inOrder = inOrder && index > last;
      last = index;
      if (indexBytes() == 2) store<u16>(indicesAt() + (<usize>p) * indexSize(), <u16>index);
      else store<i32>(indicesAt() + (<usize>p) * indexSize(), index);
      at += indexSize();
    }
    if (hasValues()) {
      const value = bswap<i32>(load<i32>(at));
      magnitude |= magnitudeOf(value);
      store<i32>(valuesAt() + ((<usize>p) << 2), value);
      at += 4;
    }
  }
  bits = 32 - clz<i32>(magnitude);
  return inOrder;
}

/** Checks the canonical bytes as `checkSample` does and makes them the sample of the call. False if they are none. */
// @ts-ignore: decorator
@inline export function open(at: usize, length: i32): bool {
  const n = <i32>(<u32>length / <u32>entryBytes());
  if (n * entryBytes() != length || !n || n > maxEntries()) return false;
  entries = n;
  if (!hasIndices()) {
    if (n != features()) return false;
    if (simd()) {
      readDenseValues(at);
      return true;
    }
    return readEntries(at, n);
  }
  const inOrder = simd() && !hasValues() && indexBytes() == 2 ? readShortIndices(at, n) : readEntries(at, n);
  // Negative: an index of 32 bits that is beyond every number of features.
  return inOrder && <u32>indexAt(n - 1) < <u32>features();
}

export function sample_count(): i32 {
  return entries;
}

export function sample_index(p: i32): i32 {
  if (<u32>p >= <u32>entries) unreachable();
  return indexAt(p);
}

export function sample_value(p: i32): i32 {
  if (<u32>p >= <u32>entries) unreachable();
  return valueAt(p);
}
