// Multinomial naive Bayes over present features. state: feature * classes + class = how often. hot: class = samples,
// classes + class = features seen. Classes of one feature share a storage word.
import { hot, math, sample, scratch, state } from "@chainlearn/kernel/assembly";

@external("config", "classes") declare function classes(): i64;
@external("config", "features") declare function features(): i64;
/** Added to every count. */
@external("config", "smoothing") declare function smoothing(): i64;

export function predict(): i32 {
  const n = <i32>classes();
  const entries = sample.count();
  for (let p = 0; p < entries; p++) {
    const base = sample.index(p) * n;
    for (let c = 0; c < n; c++) scratch.set(c, scratch.get(c) + math.log2(state.get(base + c) + smoothing()));
  }
  let best = 0;
  let most = i64.MIN_VALUE;
  for (let c = 0; c < n; c++) {
    const seen = math.log2(hot.get(n + c) + smoothing() * features());
    const score = math.log2(hot.get(c) + smoothing()) + scratch.get(c) - <i64>entries * seen;
    if (score > most) {
      most = score;
      best = c;
    }
  }
  return best;
}

export function update(label: i32): void {
  const n = <i32>classes();
  const entries = sample.count();
  for (let p = 0; p < entries; p++) state.add(sample.index(p) * n + label, 1);
  hot.set(label, hot.get(label) + 1);
  hot.set(n + label, hot.get(n + label) + entries);
}
