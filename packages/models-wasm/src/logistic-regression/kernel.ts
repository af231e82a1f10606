// Logistic regression, one step of stochastic gradient descent per sample. state: cell j = weight of feature j, Q16.
// hot 0 = intercept, Q16.
import { hot, math, row } from "@chainlearn/kernel/assembly";

/** Step at a probability that is wrong by 1.0, Q16. */
@external("config", "learningRateQ16") declare function learningRateQ16(): i64;
/** Share of the step that the intercept takes, Q16; 0 freezes it. */
@external("config", "interceptRateQ16") declare function interceptRateQ16(): i64;

const ONE: i64 = 65536;
/** log2(e), Q16. */
const LOG2_E: i64 = 94548;
/** Scores beyond 16.0 have a probability of 0 or 1 in Q16. */
const REACH: i64 = 16 << 16;
/** Leaves room for an intercept beside a saturated dot product. */
const FAR: i64 = 1 << 60;

// @ts-ignore: decorator
@inline function score(): i64 {
  return min<i64>(FAR, max<i64>(-FAR, row.dot(0))) + hot.get(0);
}

export function predict(): i32 {
  return i32(score() > 0);
}

/** The score is whole: above 0 is 1 and more. */
export function margin(label: i32): i64 {
  return label ? score() - 1 : -score();
}

export function update(label: i32): void {
  const sign: i64 = label ? 1 : -1;
  const margin = min<i64>(REACH, max<i64>(-REACH, sign * score()));
  // What is missing to a probability of 1.0 for the label: 1 / (1 + e^margin).
  const missing = (ONE * ONE) / (ONE + math.exp2((margin * LOG2_E) >> 16));
  const step = (learningRateQ16() * missing) / ONE;
  if (!step) return;
  hot.set(0, hot.get(0) + sign * ((step * interceptRateQ16()) / ONE));
  row.axpy(0, sign * step);
}
