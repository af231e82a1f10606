// Nearest centroid over present features. state: feature * classes + class = samples of the class that have the feature,
// s. hot: 2 class = samples n, 2 class + 1 = squared length of s. README.md bounds every number.
import { difference, hot, label as labels, math, sample, scratch, state } from "@chainlearn/kernel/assembly";

/** Room for classes; the cells of one feature lie side by side. */
@external("config", "classes") declare function classes(): i64;
/** Samples that a class learns; below it nothing saturates. */
@external("config", "capacity") declare function capacity(): i64;

/** 1.0 of what classes are compared by, Q32. */
const ONE: i64 = 1 << 32;

/** Adds up, per class, how many samples have each feature. */
// @ts-ignore: decorator
@inline function addCounts(n: i32, entries: i32): void {
  for (let p = 0; p < entries; p++) {
    const first = sample.index(p) * <i32>classes();
    for (let c = 0; c < n; c++) scratch.set(c, scratch.get(c) + state.get(first + c));
  }
}

/** How near the sample is to the mean of a class with samples, behind {@link addCounts}. */
// @ts-ignore: decorator
@inline function nearness(c: i32, samples: i64, entries: i32): i64 {
  // What training reaches is within these bounds; an initial state may hold anything.
  const dot = min<i64>(<i64>entries * samples, max<i64>(0, scratch.get(c)));
  // |x|^2 - |x - s/n|^2 as a fraction over n^2. |x|^2 is the same for all classes.
  const over = 2 * samples * dot - hot.get(2 * c + 1);
  const size = math.mulDiv(over < 0 ? -over : over, ONE, samples * samples);
  return over < 0 ? -size : size;
}

export function predict(): i32 {
  const n = labels.count();
  const entries = sample.count();
  addCounts(n, entries);
  let best = 0;
  let nearest = i64.MIN_VALUE;
  for (let c = 0; c < n; c++) {
    const samples = min<i64>(capacity(), hot.get(2 * c));
    if (!samples) continue;
    const near = nearness(c, samples, entries);
    if (near > nearest) {
      nearest = near;
      best = c;
    }
  }
  return best;
}

/** A class without samples counts as the farthest there is. */
export function margin(label: i32): i64 {
  const n = labels.count();
  const entries = sample.count();
  addCounts(n, entries);
  let own = i64.MIN_VALUE;
  let rival = i64.MIN_VALUE;
  for (let c = 0; c < n; c++) {
    const samples = min<i64>(capacity(), hot.get(2 * c));
    const near = samples ? nearness(c, samples, entries) : i64.MIN_VALUE;
    // Of equal classes the first is predicted: those before the label have to be beaten.
    if (c == label) own = near;
    else rival = max<i64>(rival, near + i64(c < label));
  }
  return difference(own, rival);
}

export function update(label: i32): void {
  const samples = hot.get(2 * label);
  if (samples >= capacity()) return;
  hot.set(2 * label, samples + 1);
  const entries = sample.count();
  let dot: i64 = 0;
  for (let p = 0; p < entries; p++) {
    const cell = sample.index(p) * <i32>classes() + label;
    const count = state.get(cell);
    dot += count;
    state.set(cell, count + 1);
  }
  // |s + x|^2 = |s|^2 + 2 s.x + |x|^2
  hot.set(2 * label + 1, hot.get(2 * label + 1) + 2 * dot + entries);
}
