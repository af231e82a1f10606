// The canonical bytes of the sample lie in memory as they are; the shell has checked them.
import { hasIndices, hasValues, indexBytes, valueBits } from "./shape";

let at: usize = 0;
let entries: i32 = 0;

// @ts-ignore: decorator
@inline export function entryBytes(): i32 {
  return (hasIndices() ? indexBytes() : 0) + (hasValues() ? 4 : 0);
}

// @ts-ignore: decorator
@inline export function open(address: usize, length: i32): void {
  at = address;
  entries = <u32>length / <u32>entryBytes();
}

// @ts-ignore: decorator
@inline export function count(): i32 {
  return entries;
}

// @ts-ignore: decorator
@inline export function indexAt(p: i32): i32 {
  if (!hasIndices()) return p;
  const address = at + <usize>(p * entryBytes());
  return indexBytes() == 2 ? bswap<u16>(load<u16>(address)) : bswap<u32>(load<u32>(address));
}

// @ts-ignore: decorator
@inline export function valueAt(p: i32): i32 {
  if (!hasValues()) return 1 << valueBits();
  return bswap<i32>(load<i32>(at + <usize>(p * entryBytes() + (hasIndices() ? indexBytes() : 0))));
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
