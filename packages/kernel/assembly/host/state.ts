import { cells, lane, stateAt } from "./shape";

// @ts-ignore: decorator
@inline export function clampTo(v: i64, most: i64): i64 {
  return min<i64>(most, max<i64>(-most - 1, v));
}

/** i64 sum that stops at the ends of its range. */
// @ts-ignore: decorator
@inline function addSaturating(a: i64, b: i64): i64 {
  const sum = a + b;
  return ((a ^ sum) & (b ^ sum)) < 0 ? (a >> 63) ^ i64.MAX_VALUE : sum;
}

/** Address of cell i; traps when there is none. */
// @ts-ignore: decorator
@inline export function addressOf(i: i32): usize {
  if (<u32>i >= <u32>cells()) unreachable();
  return stateAt() + <usize>i * <usize>(lane() >> 3);
}

// @ts-ignore: decorator
@inline export function read(address: usize): i64 {
  if (lane() == 8) return load<i8>(address);
  if (lane() == 16) return load<i16>(address);
  if (lane() == 32) return load<i32>(address);
  return load<i64>(address);
}

// @ts-ignore: decorator
@inline function write(address: usize, v: i64): void {
  if (lane() == 8) store<i8>(address, <i8>clampTo(v, 0x7f));
  else if (lane() == 16) store<i16>(address, <i16>clampTo(v, 0x7fff));
  else if (lane() == 32) store<i32>(address, <i32>clampTo(v, 0x7fffffff));
  else store<i64>(address, v);
}

// @ts-ignore: decorator
@inline export function addTo(address: usize, d: i64): void {
  if (lane() == 64) write(address, addSaturating(read(address), d));
  // A change that no lane can hold saturates as its nearest end does, which leaves the sum in range and costs nothing
  // where the change is a constant.
  else write(address, read(address) + clampTo(d, 0x1ffffffff));
}

export function state_get(i: i32): i64 {
  return read(addressOf(i));
}

export function state_set(i: i32, v: i64): void {
  write(addressOf(i), v);
}

export function state_add(i: i32, d: i64): void {
  addTo(addressOf(i), d);
}
