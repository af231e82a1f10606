// Passive-aggressive classifier, PA-I (Crammer et al. 2006): the smallest change that gives the sample its margin, at most
// `aggressiveness`. state: cell j = weight of feature j. hot 0 = intercept.
import { hot, math, row } from "@chainlearn/kernel/assembly";

/** 1.0 as a feature value. */
@external("config", "one") declare function one(): i64;
/** Score that a right answer has to reach, in weight units: the 1 of the paper. */
@external("config", "targetMargin") declare function targetMargin(): i64;
/** Largest step, in weight units: the paper's C times the target margin. */
@external("config", "aggressiveness") declare function aggressiveness(): i64;
/** Share of the step that the intercept takes, Q16; 0 freezes it. */
@external("config", "interceptRateQ16") declare function interceptRateQ16(): i64;

/** Leaves room for what is added to a saturated sum. */
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
  const loss = targetMargin() - sign * score();
  if (loss <= 0) return;
  // The intercept is the weight of one more feature, whose squared value is its rate.
  const length = min<i64>(FAR, row.norm()) + (one() * interceptRateQ16()) / 65536;
  let step = aggressiveness();
  if (length > 0) step = min<i64>(step, math.mulDiv(loss, one(), length));
  if (!step) return;
  hot.set(0, hot.get(0) + sign * ((step * interceptRateQ16()) / 65536));
  row.axpy(0, sign * step);
}
