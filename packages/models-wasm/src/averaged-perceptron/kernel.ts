// Averaged perceptron (Freund and Schapire 1999): learns like the perceptron, predicts with the mean of the weights after
// each contribution, w - u / t. state: 2j = w of feature j, 2j + 1 = its u, the sum of (contributions before) * change.
// hot: 0 = contributions t, 1 and 2 = w and u of the intercept.
import { hot, sample, state } from "@chainlearn/kernel/assembly";

/** Step of a correction, in weight units. */
@external("config", "learningRate") declare function learningRate(): i64;
/** Share of the step that the intercept takes, Q16; 0 freezes it. */
@external("config", "interceptRateQ16") declare function interceptRateQ16(): i64;

export function predict(): i32 {
  const t = max<i64>(1, hot.get(0));
  let w = hot.get(1);
  let u = hot.get(2);
  const entries = sample.count();
  for (let p = 0; p < entries; p++) {
    const cell = sample.index(p) * 2;
    w += state.get(cell);
    u += state.get(cell + 1);
  }
  // w t > u, without the product, which could overflow: w is whole, so it is above u / t where it is above its floor.
  const quotient = u / t;
  return i32(w > (quotient * t > u ? quotient - 1 : quotient));
}

/** By the mean weights, w - floor(u / t): whole, and above 0 exactly where w t > u. */
export function margin(label: i32): i64 {
  const t = max<i64>(1, hot.get(0));
  let w = hot.get(1);
  let u = hot.get(2);
  const entries = sample.count();
  for (let p = 0; p < entries; p++) {
    const cell = sample.index(p) * 2;
    w += state.get(cell);
    u += state.get(cell + 1);
  }
  const quotient = u / t;
  const score = w - (quotient * t > u ? quotient - 1 : quotient);
  return label ? score - 1 : -score;
}

export function update(label: i32): void {
  const t = hot.get(0);
  hot.set(0, t + 1);
  const intercept = hot.get(1);
  let w = intercept;
  const entries = sample.count();
  for (let p = 0; p < entries; p++) w += state.get(sample.index(p) * 2);
  if (i32(w > 0) == label) return;
  const step = label ? learningRate() : -learningRate();
  const interceptStep = (step * interceptRateQ16()) / 65536;
  hot.set(1, intercept + interceptStep);
  hot.set(2, hot.get(2) + interceptStep * t);
  for (let p = 0; p < entries; p++) {
    const cell = sample.index(p) * 2;
    state.add(cell, step);
    state.add(cell + 1, step * t);
  }
}
