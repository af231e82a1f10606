// Binary perceptron with a learning intercept (Rosenblatt 1958). state: cell j = weight of feature j. hot 0 = intercept.
import { hot, row } from "@chainlearn/kernel/assembly";

/** Step of a correction, in weight units. */
@external("config", "learningRate") declare function learningRate(): i64;
/** Share of the step that the intercept takes, Q16; 0 freezes it. */
@external("config", "interceptRateQ16") declare function interceptRateQ16(): i64;

// A comparison, since the sum of a saturated dot product and the intercept could overflow.
// @ts-ignore: decorator
@inline function isPositive(intercept: i64): i32 {
  return i32(row.dot(0) > -intercept);
}

export function predict(): i32 {
  return isPositive(hot.get(0));
}

/** Leaves room for an intercept beside a saturated dot product. */
const FAR: i64 = 1 << 60;

/** The score is whole: above 0 is 1 and more. */
export function margin(label: i32): i64 {
  const score = min<i64>(FAR, max<i64>(-FAR, row.dot(0))) + hot.get(0);
  return label ? score - 1 : -score;
}

export function update(label: i32): void {
  const intercept = hot.get(0);
  if (isPositive(intercept) == label) return;
  const step = label ? learningRate() : -learningRate();
  // Division, not a shift: it rounds both signs towards zero, so that the intercept does not drift.
  hot.set(0, intercept + (step * interceptRateQ16()) / 65536);
  row.axpy(0, step);
}
