// Multinomial naive Bayes over present features. state: feature * classes + class = samples of the class that have the
// feature. hot: 2 class = samples, 2 class + 1 = features that they have. README.md bounds every number.
import { difference, hot, label as labels, math, sample, scratch, state } from "@chainlearn/kernel/assembly";

/** Room for classes; the cells of one feature lie side by side. */
@external("config", "classes") declare function classes(): i64;
@external("config", "features") declare function features(): i64;
/** Samples that a class learns; below it no count and no total saturates. */
@external("config", "capacity") declare function capacity(): i64;
/** Added to every count, Q16. */
@external("config", "smoothingQ16") declare function smoothingQ16(): i64;

/** Adds up the logarithms of the features' counts, per class. */
// @ts-ignore: decorator
@inline function addLogarithms(n: i32, entries: i32, smoothing: i64): void {
  for (let p = 0; p < entries; p++) {
    const first = sample.index(p) * <i32>classes();
    for (let c = 0; c < n; c++) {
      // Training never makes a count negative; an initial state may hold anything.
      const count = max<i64>(0, state.get(first + c));
      scratch.set(c, scratch.get(c) + math.log2((count << 16) + smoothing));
    }
  }
}

/** log2 of what a class with samples is compared by, behind {@link addLogarithms}. */
// @ts-ignore: decorator
@inline function scoreOf(c: i32, samples: i64, entries: i32, spread: i64): i64 {
  const seen = math.log2((hot.get(2 * c + 1) << 16) + spread);
  return math.log2(samples) + scratch.get(c) - <i64>entries * seen;
}

export function predict(): i32 {
  const n = labels.count();
  const smoothing = smoothingQ16();
  const entries = sample.count();
  addLogarithms(n, entries, smoothing);
  const spread = smoothing * features();
  let best = 0;
  let most = i64.MIN_VALUE;
  for (let c = 0; c < n; c++) {
    const samples = hot.get(2 * c);
    if (!samples) continue;
    const score = scoreOf(c, samples, entries, spread);
    if (score > most) {
      most = score;
      best = c;
    }
  }
  return best;
}

/** A class without samples counts as the lowest score there is. */
export function margin(label: i32): i64 {
  const n = labels.count();
  const smoothing = smoothingQ16();
  const entries = sample.count();
  addLogarithms(n, entries, smoothing);
  const spread = smoothing * features();
  let own = i64.MIN_VALUE;
  let rival = i64.MIN_VALUE;
  for (let c = 0; c < n; c++) {
    const samples = hot.get(2 * c);
    const score = samples ? scoreOf(c, samples, entries, spread) : i64.MIN_VALUE;
    // Of equal classes the first is predicted: those before the label have to be beaten.
    if (c == label) own = score;
    else rival = max<i64>(rival, score + i64(c < label));
  }
  return difference(own, rival);
}

export function update(label: i32): void {
  const samples = hot.get(2 * label);
  if (samples >= capacity()) return;
  hot.set(2 * label, samples + 1);
  const entries = sample.count();
  hot.set(2 * label + 1, hot.get(2 * label + 1) + entries);
  for (let p = 0; p < entries; p++) state.add(sample.index(p) * <i32>classes() + label, 1);
}
