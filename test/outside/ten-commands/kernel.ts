// #region model
import { row } from "@chainlearn/kernel/assembly";

export function predict(): i32 {
  return i32(row.dot(0) > 0);
}

export function margin(label: i32): i64 {
  return label ? row.dot(0) - 1 : -row.dot(0);
}

export function update(label: i32): void {
  if (predict() != label) row.axpy(0, label ? 1 : -1);
}
// #endregion
