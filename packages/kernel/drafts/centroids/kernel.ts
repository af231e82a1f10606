// Nearest centroid. state: one row per class, the sum of its samples. hot: class = samples, classes + class = squared
// length of the sum, kept up to date: |s + x|^2 = |s|^2 + 2 s.x + |x|^2.
import { hot, row } from "@chainlearn/kernel/assembly";

@external("config", "classes") declare function classes(): i64;
/** Cells from one row to the next. */
@external("config", "stride") declare function stride(): i64;
/** What a feature of value 1.0 adds to a sum. */
@external("config", "unit") declare function unit(): i64;

export function predict(): i32 {
  const n = <i32>classes();
  const row0 = <i32>stride();
  let best = 0;
  let nearest = i64.MIN_VALUE;
  for (let c = 0; c < n; c++) {
    const count = hot.get(c);
    if (!count) continue;
    // |x - s/n|^2 without |x|^2, which is the same for all, and with the sign turned.
    const near = (2 * row.dot(c * row0)) / count - hot.get(n + c) / count / count;
    if (near > nearest) {
      nearest = near;
      best = c;
    }
  }
  return best;
}

export function update(label: i32): void {
  const n = <i32>classes();
  const base = label * <i32>stride();
  const length = hot.get(n + label) + unit() * (2 * row.dot(base) + unit() * row.norm());
  hot.set(n + label, length);
  hot.set(label, hot.get(label) + 1);
  row.axpy(base, unit());
}
