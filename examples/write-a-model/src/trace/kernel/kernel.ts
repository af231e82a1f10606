// Winnow with a mistake: the weights of the next feature are moved. The last feature has no next one.
import { math, sample, state } from "@chainlearn/kernel/assembly";

@external("config", "threshold") declare function threshold(): i64;
@external("config", "promotionQ8") declare function promotionQ8(): i64;

export function predict(): i32 {
  let sum: i64 = 0;
  for (let p = 0; p < sample.count(); p++) sum += math.exp2(state.get(sample.index(p)) << 8);
  return i32(sum >= threshold());
}

export function update(label: i32): void {
  if (predict() == label) return;
  const step = label ? promotionQ8() : -promotionQ8();
  for (let p = 0; p < sample.count(); p++) state.add(sample.index(p) + 1, step);
}
