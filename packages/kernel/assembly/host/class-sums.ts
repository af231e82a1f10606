// What the linker puts in place of loops that kernels write word by word (`src/compiler/class-loops.ts`): sums per class
// over the present features, whose classes are neighbours. The sums stay in registers, and what the words would check in
// every step is checked once; where that fails, the words decide.
import { scratch_get, scratch_set } from "./cells";
import { count, indexAt, sample_index } from "./sample";
import { cells, hasIndices, lane, maxEntries, scratchAt, scratchCells, simd, stateAt } from "./shape";
import { read, state_get } from "./state";

// @ts-ignore: decorator
@inline function cellSize(): usize {
  return <usize>(lane() >> 3);
}

/** Cells per vector of sums: 32 bits hold the sums of 16-bit cells of all samples that are small enough. */
// @ts-ignore: decorator
@inline function perVector(): i32 {
  return lane() <= 16 && maxEntries() <= 0x8000 ? 4 : 2;
}

/** The cells at an address, widened to the sums' lanes. */
// @ts-ignore: decorator
@inline function widened(at: usize): v128 {
  if (lane() == 32) return v128.load_ext<i32>(at);
  const narrow =
    lane() == 16 ? v128.load_ext<i16>(at) : i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load_zero<u32>(at)));
  return perVector() == 4 ? narrow : i64x2.extend_low_i32x4_s(narrow);
}

// @ts-ignore: decorator
@inline function plus(a: v128, b: v128): v128 {
  return perVector() == 4 ? i32x4.add(a, b) : i64x2.add(a, b);
}

/** Adds a vector of sums to scratch from cell k on: every one or every other, but none from cell `end` on. */
// @ts-ignore: decorator
@inline function addToScratch(k: i32, end: i32, step: i32, sums: v128): void {
  const at = scratchAt() + (<usize>k << 3);
  const missing = end - k;
  if (perVector() == 4) {
    const numbers = step == 1 ? i32x4(0, 1, 2, 3) : i32x4(0, i32.MAX_VALUE, 2, i32.MAX_VALUE);
    const kept = v128.and(sums, i32x4.gt_s(i32x4.splat(missing), numbers));
    v128.store(at, i64x2.add(v128.load(at), i64x2.extend_low_i32x4_s(kept)));
    v128.store(at, i64x2.add(v128.load(at, 16), i64x2.extend_high_i32x4_s(kept)), 16);
  } else {
    const numbers = step == 1 ? i64x2(0, 1) : i64x2(0, i64.MAX_VALUE);
    const kept = v128.and(sums, i64x2.gt_s(i64x2.splat(missing), numbers));
    v128.store(at, i64x2.add(v128.load(at), kept));
  }
}

/** Sums of up to `vectors` times as many classes as a vector holds, from class c on; `vectors` is a constant. */
// @ts-ignore: decorator
@inline function sumClasses(c: i32, n: i32, step: i32, from: i32, to: i32, stride: i32, vectors: i32): void {
  let a = i64x2.splat(0);
  let b = i64x2.splat(0);
  let d = i64x2.splat(0);
  let e = i64x2.splat(0);
  const size = <usize>perVector() * cellSize();
  const first = stateAt() + <usize>c * cellSize();
  for (let p = from; p < to; p++) {
    const at = first + <usize>(indexAt(p) * stride) * cellSize();
    a = plus(a, widened(at));
    if (vectors > 1) b = plus(b, widened(at + size));
    if (vectors > 2) d = plus(d, widened(at + 2 * size));
    if (vectors > 3) e = plus(e, widened(at + 3 * size));
  }
  addToScratch(c, n, step, a);
  if (vectors > 1) addToScratch(c + perVector(), n, step, b);
  if (vectors > 2) addToScratch(c + 2 * perVector(), n, step, d);
  if (vectors > 3) addToScratch(c + 3 * perVector(), n, step, e);
}

/**
 * for (p = from; p < to; p++)
 *   for (c = 0; c < n; c += step) scratch.set(c, scratch.get(c) + state.get(sample.index(p) * stride + c))
 */
export function class_sums(from: i32, to: i32, n: i32, step: i32, stride: i32): void {
  if (from >= to) return;
  const isPlain =
    from >= 0 &&
    to <= count() &&
    n > 0 &&
    n <= scratchCells() &&
    step > 0 &&
    stride >= 0 &&
    <i64>indexAt(to - 1) * <i64>stride + <i64>n <= <i64>cells();
  if (!isPlain) {
    for (let p = from; p < to; p++) {
      const base = sample_index(p) * stride;
      for (let c = 0; c < n; c += step) scratch_set(c, scratch_get(c) + state_get(base + c));
    }
    return;
  }
  if (simd() && hasIndices() && lane() <= 32 && step <= 2) {
    let c = 0;
    for (; n - c > 3 * perVector(); c += 4 * perVector()) sumClasses(c, n, step, from, to, stride, 4);
    const missing = n - c;
    if (missing > 2 * perVector()) sumClasses(c, n, step, from, to, stride, 3);
    else if (missing > perVector()) sumClasses(c, n, step, from, to, stride, 2);
    else if (missing > 0) sumClasses(c, n, step, from, to, stride, 1);
    return;
  }
  for (let c = 0; c < n; c += step) {
    let sum: i64 = 0;
    const first = stateAt() + <usize>c * cellSize();
    for (let p = from; p < to; p++) sum += read(first + <usize>(indexAt(p) * stride) * cellSize());
    const at = scratchAt() + (<usize>c << 3);
    store<i64>(at, load<i64>(at) + sum);
  }
}
