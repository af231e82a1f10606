import { hotAt, hotCells, hotMax, hotMin, scratchAt, scratchCells } from "./shape";

export function hot_get(k: i32): i64 {
  if (<u32>k >= <u32>hotCells()) unreachable();
  return load<i64>(hotAt() + (<usize>k << 3));
}

export function hot_set(k: i32, v: i64): void {
  if (<u32>k >= <u32>hotCells()) unreachable();
  store<i64>(hotAt() + (<usize>k << 3), min<i64>(hotMax(k), max<i64>(hotMin(k), v)));
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
  for (let k = 0; k < scratchCells(); k++) store<i64>(scratchAt() + (<usize>k << 3), 0);
}
