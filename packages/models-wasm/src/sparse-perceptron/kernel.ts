// Binary perceptron with a learning intercept (Rosenblatt 1958). state: cell j = weight of feature j. hot 0 = intercept.
import { hot, row } from "@chainlearn/kernel/assembly";

/** Step of a correction, in weight units. */
@external("config", "learningRate") declare function learningRate(): i64;
/** Share of the step that the intercept takes, Q16; 0 freezes it. */
@external("config", "interceptRateQ16") declare function interceptRateQ16(): i64;

export function predict(): i32 {
  return i32(row.dot(0) + hot.get(0) > 0);
}

export function update(label: i32): void {
  const intercept = hot.get(0);
  if (i32(row.dot(0) + intercept > 0) == label) return;
  const step = label ? learningRate() : -learningRate();
  hot.set(0, intercept + ((step * interceptRateQ16()) >> 16));
  row.axpy(0, step);
}
