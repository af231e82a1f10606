import { boundsAt, hotAt, hotCells, scratchAt, scratchCells, simd } from "./shape";

export function hot_get(k: i32): i64 {
  if (<u32>k >= <u32>hotCells()) unreachable();
  return load<i64>(hotAt() + (<usize>k << 3));
}

export function hot_set(k: i32, v: i64): void {
  if (<u32>k >= <u32>hotCells()) unreachable();
  const bounds = boundsAt() + (<usize>k << 4);
  store<i64>(hotAt() + (<usize>k << 3), min<i64>(load<i64>(bounds, 8), max<i64>(load<i64>(bounds), v)));
}

export function scratch_get(k: i32): i64 {
  if (<u32>k >= <u32>scratchCells()) unreachable();
  return load<i64>(scratchAt() + (<usize>k << 3));
}

export function scratch_set(k: i32, v: i64): void {
  if (<u32>k >= <u32>scratchCells()) unreachable();
  store<i64>(scratchAt() + (<usize>k << 3), v);
}

// @ts-ignore: decorator
@inline export function clearScratch(): void {
  if (!scratchCells()) return;
  // Behind the cells is room for the rest of a vector.
  if (simd()) for (let k = 0; k < scratchCells(); k += 2) v128.store(scratchAt() + (<usize>k << 3), i64x2.splat(0));
  else for (let k = 0; k < scratchCells(); k++) store<i64>(scratchAt() + (<usize>k << 3), 0);
}
