// #region header
// Winnow (Littlestone 1988): weights that are multiplied, kept as logarithms. state: cell j = log2 of the weight of feature
// j, Q8. hot 0 = mistakes.
import { hot, math, sample, state } from "@chainlearn/kernel/assembly";

/** Half of the features, Q16. */
@external("config", "threshold") declare function threshold(): i64;
/** log2 of what a mistake multiplies or divides weights by, Q8. */
@external("config", "promotionQ8") declare function promotionQ8(): i64;
// #endregion

// #region predict
/** Q16. 2^24 entries of it sum to 2^62. */
const HEAVIEST: i64 = 1 << 38;

export function predict(): i32 {
  let sum: i64 = 0;
  for (let p = 0; p < sample.count(); p++) {
    const log = state.get(sample.index(p));
    sum += min<i64>(HEAVIEST, math.exp2(log << 8));
  }
  return i32(sum >= threshold());
}
// #endregion

// #region update
export function update(label: i32): void {
  if (predict() == label) return;
  hot.set(0, hot.get(0) + 1);
  const step = label ? promotionQ8() : -promotionQ8();
  for (let p = 0; p < sample.count(); p++) state.add(sample.index(p), step);
}
// #endregion
