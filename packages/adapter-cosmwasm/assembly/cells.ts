// Packed cells: bits of 256-bit words that are stored little-endian, so that bit b of the words is bit b & 7 of byte
// b >> 3. A table lists cells of eight bytes each: position of the lowest bit (u32), width (u8), 1 if signed (u8).

export function readBits(words: usize, bit: u32, width: u32): u64 {
  const at = words + (bit >> 3), shift = bit & 7;
  let raw = load<u64>(at) >> shift;
  if (shift + width > 64) raw |= <u64>load<u8>(at, 8) << (64 - shift);
  return raw & maskOf(width);
}

export function writeBits(words: usize, bit: u32, width: u32, value: u64): void {
  const at = words + (bit >> 3), shift = bit & 7;
  const mask = maskOf(width), kept = value & mask;
  store<u64>(at, (load<u64>(at) & ~(mask << shift)) | (kept << shift));
  if (shift + width > 64) {
    const rest = 64 - shift;
    store<u8>(at, <u8>((<u64>load<u8>(at, 8) & ~(mask >> rest)) | (kept >> rest)), 8);
  }
}

function maskOf(width: u32): u64 {
  return u64.MAX_VALUE >> (64 - width);
}

// @ts-ignore: decorator
@inline function bitOf(cell: usize): u32 { return load<u32>(cell); }
// @ts-ignore: decorator
@inline function widthOf(cell: usize): u32 { return load<u8>(cell, 4); }
// @ts-ignore: decorator
@inline function isSigned(cell: usize): bool { return load<u8>(cell, 5) != 0; }

/** Where cell k of a table with `count` cells is described; outside the table traps. */
function cellAt(table: usize, count: i32, k: i32): usize {
  if (<u32>k >= <u32>count) unreachable();
  return table + (<usize>k << 3);
}

export function readCell(words: usize, table: usize, count: i32, k: i32): i64 {
  const cell = cellAt(table, count, k);
  const raw = readBits(words, bitOf(cell), widthOf(cell));
  const unused = 64 - <u64>widthOf(cell);
  return isSigned(cell) ? <i64>(raw << unused) >> unused : <i64>raw;
}

/** Clamps to the cell's range. Returns whether the cell has changed. */
export function writeCell(words: usize, table: usize, count: i32, k: i32, value: i64): bool {
  const cell = cellAt(table, count, k);
  const before = readBits(words, bitOf(cell), widthOf(cell));
  const after = <u64>clampToCell(cell, value) & maskOf(widthOf(cell));
  if (before == after) return false;
  writeBits(words, bitOf(cell), widthOf(cell), after);
  return true;
}

function clampToCell(cell: usize, value: i64): i64 {
  const width = <i64>widthOf(cell);
  if (isSigned(cell)) return clampToBits(value, width);
  return min<i64>(max<i64>(value, 0), <i64>maskOf(<u32>width));
}

/** The nearest value that fits a signed integer of this width. */
export function clampToBits(value: i64, width: i64): i64 {
  const highest = i64.MAX_VALUE >> (64 - width);
  return min<i64>(max<i64>(value, -highest - 1), highest);
}

export function fitsCell(table: usize, count: i32, k: i32, value: i64): bool {
  return clampToCell(cellAt(table, count, k), value) == value;
}
