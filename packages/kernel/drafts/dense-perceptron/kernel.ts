// Perceptron for many classes over dense samples. state: one row of weights per class. hot: class = intercept.
import { hot, row } from "@chainlearn/kernel/assembly";

@external("config", "classes") declare function classes(): i64;
/** Cells from one row to the next; rows begin on a storage word. */
@external("config", "stride") declare function stride(): i64;
@external("config", "learningRate") declare function learningRate(): i64;
@external("config", "interceptRateQ16") declare function interceptRateQ16(): i64;

const FAR: i64 = 1 << 60;

// @ts-ignore: decorator
@inline function score(c: i32): i64 {
  return min<i64>(FAR, max<i64>(-FAR, row.dot(c * <i32>stride()))) + hot.get(c);
}

export function predict(): i32 {
  let best = 0;
  let most = score(0);
  for (let c = 1, n = <i32>classes(); c < n; c++) {
    const next = score(c);
    if (next > most) {
      most = next;
      best = c;
    }
  }
  return best;
}

/** Distance from the best other class; 0 or more exactly where predict says the label. */
export function margin(label: i32): i64 {
  const own = score(label);
  let least: i64 = i64.MAX_VALUE;
  for (let c = 0, n = <i32>classes(); c < n; c++) {
    // Of equal scores predict takes the first, so a class before the label has to be beaten.
    if (c != label) least = min<i64>(least, own - score(c) - i64(c < label));
  }
  return least;
}

function move(c: i32, step: i64): void {
  hot.set(c, hot.get(c) + (step * interceptRateQ16()) / 65536);
  row.axpy(c * <i32>stride(), step);
}

export function update(label: i32): void {
  const guess = predict();
  if (guess == label) return;
  move(label, learningRate());
  move(guess, -learningRate());
}
