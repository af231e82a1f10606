// Not a model: sums over classes and chooses, in the forms that the linker rewrites. hot 0 to 4 = from, to, n, step and
// stride; the results go to hot 5 and up, so that everything that the loops leave behind can be compared.
import { hot, sample, scratch, state } from "@chainlearn/kernel/assembly";

@external("config", "scratchCells") declare function scratchCells(): i64;

export function predict(): i32 {
  return 0;
}

export function update(label: i32): void {
  let p = <i32>hot.get(0);
  const to = <i32>hot.get(1);
  const n = <i32>hot.get(2);
  const step = <i32>hot.get(3);
  const stride = <i32>hot.get(4);
  let base = -7;
  let c = -7;
  for (let k = 0; k < <i32>scratchCells(); k++) scratch.set(k, k * label);
  for (; p < to; p++) {
    base = sample.index(p) * stride;
    for (c = 0; c < n; c += step) scratch.set(c, scratch.get(c) + state.get(base + c));
  }
  hot.set(5, p);
  hot.set(6, base);
  hot.set(7, c);
  let best = 0;
  let most = i64.MIN_VALUE;
  for (let k = 0; k < <i32>scratchCells(); k++) {
    const score = scratch.get(k);
    if (score > most) {
      most = score;
      best = k;
    }
    hot.set(10 + k, score);
  }
  hot.set(8, most);
  hot.set(9, best);
}
