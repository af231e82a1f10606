// The in-process host: state, sample and scratch in linear memory. The linker merges it with a model's kernel and with
// the constants of ./shape.
import { clearScratch } from "./cells";
import { label_count } from "./labels";
import { open } from "./sample";
import { sampleAt } from "./shape";

export { sample_count, sample_index, sample_value } from "./sample";
export { state_add, state_get, state_set } from "./state";
export { row_axpy, row_dot, row_norm } from "./row";
export { label_count } from "./labels";
export { hot_get, hot_set, scratch_get, scratch_set } from "./cells";
export { class_sums } from "./class-sums";
export { math_log2 } from "./logs";
export { math_mulDiv } from "./divide";
export { isqrt as math_isqrt, exp2 as math_exp2 } from "../math";

@external("kernel", "predict") declare function kernelPredict(): i32;
@external("kernel", "update") declare function kernelUpdate(label: i32): void;
@external("kernel", "margin") declare function kernelMargin(label: i32): i64;

/**
 * Prediction for the `length` canonical bytes at `sampleAt`; traps when they are no sample, though callers have checked
 * them, since reading and checking are one pass.
 */
export function predictSample(length: i32): i32 {
  if (!open(sampleAt(), length)) unreachable();
  clearScratch();
  return kernelPredict();
}

export function updateSample(length: i32, label: i32): void {
  if (<u32>label >= <u32>label_count() || !open(sampleAt(), length)) unreachable();
  clearScratch();
  kernelUpdate(label);
}

/** Traps as {@link predictSample}, and for a label that is not in use. Only for kernels that export `margin`. */
export function marginSample(length: i32, label: i32): i64 {
  if (<u32>label >= <u32>label_count() || !open(sampleAt(), length)) unreachable();
  clearScratch();
  return kernelMargin(label);
}

// Many samples in one call: `count` times u32 length, u32 label, the bytes padded to a multiple of 4. Lengths and labels
// are little-endian. Both functions stop at what is no sample or no label and return its position, else `count`.

export function updateBatch(at: usize, count: i32): i32 {
  for (let k = 0; k < count; k++) {
    const length = load<i32>(at);
    const label = load<i32>(at, 4);
    if (<u32>label >= <u32>label_count() || !open(at + 8, length)) return k;
    clearScratch();
    kernelUpdate(label);
    at += 8 + ((length + 3) & ~3);
  }
  return count;
}

/** Predictions go to `out`, 4 bytes each; labels are not looked at. */
export function predictBatch(at: usize, count: i32, out: usize): i32 {
  for (let k = 0; k < count; k++) {
    const length = load<i32>(at);
    if (!open(at + 8, length)) return k;
    clearScratch();
    store<i32>(out, kernelPredict());
    out += 4;
    at += 8 + ((length + 3) & ~3);
  }
  return count;
}
