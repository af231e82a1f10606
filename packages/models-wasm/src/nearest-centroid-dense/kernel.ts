// Nearest centroid over dense samples. state: one row per class, the sum s of its samples. hot: 2 class = samples n,
// 2 class + 1 = squared length of s. README.md bounds every number.
import { difference, hot, label as labels, math, row } from "@chainlearn/kernel/assembly";

/** Cells from one row to the next; rows begin on a storage word. */
@external("config", "stride") declare function stride(): i64;
/** What the cells of a sum keep of a value of 1.0: all of it. */
@external("config", "one") declare function one(): i64;
/** Samples that a class learns. */
@external("config", "capacity") declare function capacity(): i64;
/** Largest squared length of a sum; below it no cell saturates. */
@external("config", "longest") declare function longest(): i64;
/** Largest squared length of a sample that is learned. */
@external("config", "maxNorm") declare function maxNorm(): i64;

/** Beyond every product of a sum and a sample that training can meet. */
const FAR: i64 = 1 << 61;
/** Fraction bits of what classes are compared by, above those of the values. */
const FINE: i64 = 1 << 16;
const FARTHEST: i64 = (1 << 62) - 1;

/** How near the sample is to the mean of a class with samples, and how far that is from 0. */
// @ts-ignore: decorator
@inline function nearness(c: i32, samples: i64): i64 {
  const dot = row.dot(c * <i32>stride());
  // |x|^2 - |x - s/n|^2 = 2 x.s / n - |s|^2 / n^2. |x|^2 is the same for all classes.
  const size = min<i64>(FARTHEST, math.mulDiv(dot < 0 ? -dot : dot, 2 * FINE, samples));
  const length = min<i64>(FARTHEST, math.mulDiv(hot.get(2 * c + 1), FINE, samples * samples));
  return (dot < 0 ? -size : size) - length;
}

export function predict(): i32 {
  let best = 0;
  let nearest = i64.MIN_VALUE;
  for (let c = 0, n = labels.count(); c < n; c++) {
    const samples = min<i64>(capacity(), hot.get(2 * c));
    if (!samples) continue;
    const near = nearness(c, samples);
    if (near > nearest) {
      nearest = near;
      best = c;
    }
  }
  return best;
}

/** A class without samples counts as the farthest there is. */
export function margin(label: i32): i64 {
  let own = i64.MIN_VALUE;
  let rival = i64.MIN_VALUE;
  for (let c = 0, n = labels.count(); c < n; c++) {
    const samples = min<i64>(capacity(), hot.get(2 * c));
    const near = samples ? nearness(c, samples) : i64.MIN_VALUE;
    // Of equal classes the first is predicted: those before the label have to be beaten.
    if (c == label) own = near;
    else rival = max<i64>(rival, near + i64(c < label));
  }
  return difference(own, rival);
}

export function update(label: i32): void {
  const samples = hot.get(2 * label);
  if (samples >= capacity()) return;
  const norm = row.norm();
  if (norm > maxNorm()) return;
  const base = label * <i32>stride();
  const dot = min<i64>(FAR, max<i64>(-FAR, row.dot(base)));
  // |s + x|^2 = |s|^2 + 2 s.x + |x|^2
  const length = hot.get(2 * label + 1) + 2 * dot + norm;
  if (length > longest()) return;
  hot.set(2 * label, samples + 1);
  hot.set(2 * label + 1, length);
  row.axpy(base, one());
}
