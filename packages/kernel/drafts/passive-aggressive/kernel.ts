// Passive-aggressive classifier, PA-I (Crammer et al. 2006): the smallest change that gives the sample a margin of 1, at
// most `aggressivenessQ16`. state: weight of feature j, Q16.
import { math, row } from "@chainlearn/kernel/assembly";

@external("config", "aggressivenessQ16") declare function aggressivenessQ16(): i64;

const ONE: i64 = 65536;
const FAR: i64 = 1 << 40;

// @ts-ignore: decorator
@inline function score(): i64 {
  return min<i64>(FAR, max<i64>(-FAR, row.dot(0)));
}

export function predict(): i32 {
  return i32(score() > 0);
}

export function update(label: i32): void {
  const sign: i64 = label ? 1 : -1;
  const loss = ONE - sign * score();
  if (loss <= 0) return;
  const length = row.norm();
  if (length <= 0) return;
  // norm has the fraction bits of values; with valueBits 16 it is Q16 like the loss.
  const step = min<i64>(aggressivenessQ16(), math.mulDiv(loss, ONE, length));
  row.axpy(0, sign * step);
}
