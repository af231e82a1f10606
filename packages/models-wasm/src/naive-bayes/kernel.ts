// Multinomial naive Bayes over present features. state: feature * classes + class = samples of the class that have the
// feature. hot: 2 class = samples, 2 class + 1 = features that they have. README.md bounds every number.
import { hot, label as labels, math, sample, scratch, state } from "@chainlearn/kernel/assembly";

/** Room for classes; the cells of one feature lie side by side. */
@external("config", "classes") declare function classes(): i64;
@external("config", "features") declare function features(): i64;
/** Samples that a class learns; below it no count and no total saturates. */
@external("config", "capacity") declare function capacity(): i64;
/** Added to every count, Q16. */
@external("config", "smoothingQ16") declare function smoothingQ16(): i64;

export function predict(): i32 {
  const n = labels.count();
  const smoothing = smoothingQ16();
  const entries = sample.count();
  for (let p = 0; p < entries; p++) {
    const first = sample.index(p) * <i32>classes();
    for (let c = 0; c < n; c++) {
      // Training never makes a count negative; an initial state may hold anything.
      const count = max<i64>(0, state.get(first + c));
      scratch.set(c, scratch.get(c) + math.log2((count << 16) + smoothing));
    }
  }
  const spread = smoothing * features();
  let best = 0;
  let most = i64.MIN_VALUE;
  for (let c = 0; c < n; c++) {
    const samples = hot.get(2 * c);
    if (!samples) continue;
    const seen = math.log2((hot.get(2 * c + 1) << 16) + spread);
    const score = math.log2(samples) + scratch.get(c) - <i64>entries * seen;
    if (score > most) {
      most = score;
      best = c;
    }
  }
  return best;
}

export function update(label: i32): void {
  const samples = hot.get(2 * label);
  if (samples >= capacity()) return;
  hot.set(2 * label, samples + 1);
  const entries = sample.count();
  hot.set(2 * label + 1, hot.get(2 * label + 1) + entries);
  for (let p = 0; p < entries; p++) state.add(sample.index(p) * <i32>classes() + label, 1);
}
