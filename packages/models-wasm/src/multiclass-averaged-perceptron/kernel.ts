// Averaged perceptron for many classes: learns like the multiclass perceptron, predicts with the mean of the weights after
// each contribution, w - u / t. u = sum of (contributions before) * change. state: sparse = w and u side by side, the
// classes of a feature too, (feature * classes + class) * 2; otherwise two rows per class, w and u. The intercept is the
// weight of a feature behind the last one. hot 0 = contributions t.
import { hot, row, sample, scratch, state } from "@chainlearn/kernel/assembly";

@external("config", "classes") declare function classes(): i64;
@external("config", "features") declare function features(): i64;
/** 1 where the classes of a feature are neighbours, so that few storage words serve them all. */
@external("config", "interleaved") declare function interleaved(): i64;
/** Cells from one row to the next. */
@external("config", "stride") declare function stride(): i64;
/** Step of a correction, in weight units. */
@external("config", "learningRate") declare function learningRate(): i64;
/** Share of the step that the intercepts take, Q16; 0 freezes them. */
@external("config", "interceptRateQ16") declare function interceptRateQ16(): i64;

/** Leaves room for an intercept beside a saturated dot product. */
const FAR: i64 = 1 << 60;

/** First cell of feature i's classes. */
// @ts-ignore: decorator
@inline function neighbours(i: i32): i32 {
  return i * (2 * <i32>classes());
}

// @ts-ignore: decorator
@inline function score(base: i32): i64 {
  return min<i64>(FAR, max<i64>(-FAR, row.dot(base))) + state.get(base + <i32>features());
}

/** The class of the highest score by the mean of t weights; t = 0: by the weights as they are now. */
function bestClass(t: i64): i32 {
  const n = <i32>classes();
  const every = t ? 1 : 2;
  if (interleaved()) {
    const entries = sample.count();
    for (let p = 0; p < entries; p++) {
      const base = neighbours(sample.index(p));
      for (let k = 0; k < 2 * n; k += every) scratch.set(k, scratch.get(k) + state.get(base + k));
    }
  }
  let best = 0;
  let most = i64.MIN_VALUE;
  let least: i64 = 0;
  for (let c = 0; c < n; c++) {
    const base = 2 * c * <i32>stride();
    const intercept = neighbours(<i32>features()) + 2 * c;
    let whole = interleaved() ? scratch.get(2 * c) + state.get(intercept) : score(base);
    let rest: i64 = 0;
    if (t) {
      // w - u / t exactly, without the product w t, which could overflow: w - floor(u / t), less a rest of t parts.
      const u = interleaved() ? scratch.get(2 * c + 1) + state.get(intercept + 1) : score(base + <i32>stride());
      let quotient = u / t;
      if (quotient * t > u) quotient -= 1;
      whole -= quotient;
      rest = u - quotient * t;
    }
    if (i32(whole > most) | (i32(whole == most) & i32(rest < least))) {
      most = whole;
      least = rest;
      best = c;
    }
  }
  return best;
}

export function predict(): i32 {
  return bestClass(max<i64>(1, hot.get(0)));
}

/** The sample's w for a class (k = 2 class) or its u (k = 2 class + 1). */
// @ts-ignore: decorator
@inline function sumOf(k: i32): i64 {
  return interleaved() ? scratch.get(k) + state.get(neighbours(<i32>features()) + k) : score(k * <i32>stride());
}

/** The score's distance from the best other class's, rounded down to whole weight units. */
export function margin(label: i32): i64 {
  const n = <i32>classes();
  const t = max<i64>(1, hot.get(0));
  if (interleaved()) {
    const entries = sample.count();
    for (let p = 0; p < entries; p++) {
      const base = neighbours(sample.index(p));
      for (let k = 0; k < 2 * n; k++) scratch.set(k, scratch.get(k) + state.get(base + k));
    }
  }
  let own: i64 = 0;
  let ownRest: i64 = 0;
  let most = i64.MIN_VALUE;
  let least: i64 = 0;
  let isBefore: i64 = 0;
  for (let c = 0; c < n; c++) {
    const u = sumOf(2 * c + 1);
    let quotient = u / t;
    if (quotient * t > u) quotient -= 1;
    const whole = sumOf(2 * c) - quotient;
    const rest = u - quotient * t;
    if (c == label) {
      own = whole;
      ownRest = rest;
    } else if (i32(whole > most) | (i32(whole == most) & i32(rest < least))) {
      most = whole;
      least = rest;
      isBefore = i64(c < label);
    }
  }
  // A class before the label has to be beaten, one behind it only to be equalled.
  return own - most - i64(ownRest + isBefore > least);
}

export function update(label: i32): void {
  const t = hot.get(0);
  hot.set(0, t + 1);
  const guess = bestClass(0);
  if (guess == label) return;
  const step = learningRate();
  const interceptStep = (step * interceptRateQ16()) / 65536;
  if (interleaved()) {
    const entries = sample.count();
    for (let p = 0; p <= entries; p++) {
      const base = neighbours(p < entries ? sample.index(p) : <i32>features());
      const change = p < entries ? step : interceptStep;
      state.add(base + 2 * label, change);
      state.add(base + 2 * label + 1, change * t);
      state.add(base + 2 * guess, -change);
      state.add(base + 2 * guess + 1, -change * t);
    }
  } else {
    const own = 2 * label * <i32>stride();
    const other = 2 * guess * <i32>stride();
    // Rows in the order w, u of the label, w, u of the guess.
    for (let k = 0; k < 4; k++) {
      const base = (k & 2 ? other : own) + (k & 1 ? <i32>stride() : 0);
      const times = (k & 2 ? -1 : 1) * (k & 1 ? t : 1);
      row.axpy(base, step * times);
      state.add(base + <i32>features(), interceptStep * times);
    }
  }
}
