// Logistic regression, one gradient step per sample. state: weight of feature j, Q16. hot 0 = intercept, Q16.
import { hot, math, row } from "@chainlearn/kernel/assembly";

@external("config", "rateQ16") declare function rateQ16(): i64;

const ONE: i64 = 65536;
/** log2(e), Q16. */
const LOG2_E: i64 = 94548;
const MOST: i64 = 11 << 16;

/** 1 / (1 + 2^(-z log2 e)), Q16. */
// @ts-ignore: decorator
@inline function sigmoid(z: i64): i64 {
  const held = min<i64>(MOST, max<i64>(-MOST, z));
  return (ONE << 16) / (ONE + math.exp2((-held * LOG2_E) >> 16));
}

// @ts-ignore: decorator
@inline function score(): i64 {
  const dot = min<i64>(1 << 40, max<i64>(-(1 << 40), row.dot(0)));
  return dot + hot.get(0);
}

export function predict(): i32 {
  return i32(score() > 0);
}

export function update(label: i32): void {
  const step = (((label ? ONE : 0) - sigmoid(score())) * rateQ16()) >> 16;
  hot.set(0, hot.get(0) + step);
  row.axpy(0, step);
}
