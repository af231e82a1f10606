// Every feature votes for the class it was seen with more often. state: cell j = votes of feature j for class 1, less those
// for class 0. hot 0 = samples learned.
import { hot, row } from "@chainlearn/kernel/assembly";

/** What one sample adds to the votes of a feature of value 1.0. */
@external("config", "step") declare function step(): i64;

export function predict(): i32 {
  return i32(row.dot(0) > 0);
}

/** How strongly a label is preferred: 0 or more exactly where it is predicted. Votes are whole, so above 0 is 1 and more. */
export function margin(label: i32): i64 {
  const votes = row.dot(0);
  return label ? votes - 1 : -votes;
}

export function update(label: i32): void {
  hot.set(0, hot.get(0) + 1);
  row.axpy(0, label ? step() : -step());
}
