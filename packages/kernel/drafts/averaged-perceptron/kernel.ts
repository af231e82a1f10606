// Averaged perceptron (Freund and Schapire 1999): predicts with the mean of all weights so far, w - u / t. state:
// 2j = w of feature j, 2j + 1 = u = sum of t * change. hot: 0 = t, 1 and 2 = w and u of the intercept.
import { hot, sample, state } from "@chainlearn/kernel/assembly";

export function predict(): i32 {
  const t = hot.get(0);
  let score = hot.get(1) * t - hot.get(2);
  const entries = sample.count();
  for (let p = 0; p < entries; p++) {
    const cell = sample.index(p) * 2;
    score += state.get(cell) * t - state.get(cell + 1);
  }
  return i32(score > 0);
}

export function update(label: i32): void {
  const t = hot.get(0) + 1;
  hot.set(0, t);
  const entries = sample.count();
  let score = hot.get(1);
  for (let p = 0; p < entries; p++) score += state.get(sample.index(p) * 2);
  if (i32(score > 0) == label) return;
  const change: i64 = label ? 1 : -1;
  hot.set(1, hot.get(1) + change);
  hot.set(2, hot.get(2) + change * t);
  for (let p = 0; p < entries; p++) {
    const cell = sample.index(p) * 2;
    state.add(cell, change);
    state.add(cell + 1, change * t);
  }
}
