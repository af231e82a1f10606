// Perceptron for many classes: a mistake moves the label's weights and those of the class that was guessed. state: sparse
// = the classes of a feature side by side, feature * classes + class; otherwise one row per class. The intercept is the
// weight of a feature behind the last one.
import { row, sample, scratch, state } from "@chainlearn/kernel/assembly";

@external("config", "classes") declare function classes(): i64;
@external("config", "features") declare function features(): i64;
/** 1 where the classes of a feature are neighbours, so that one storage word serves them all. */
@external("config", "interleaved") declare function interleaved(): i64;
/** Cells from one row to the next. */
@external("config", "stride") declare function stride(): i64;
/** Step of a correction, in weight units. */
@external("config", "learningRate") declare function learningRate(): i64;
/** Share of the step that the intercepts take, Q16; 0 freezes them. */
@external("config", "interceptRateQ16") declare function interceptRateQ16(): i64;

/** Leaves room for an intercept beside a saturated dot product. */
const FAR: i64 = 1 << 60;

/** Adds up the weights of the sample's features, per class. */
// @ts-ignore: decorator
@inline function addWeights(n: i32): void {
  const entries = sample.count();
  for (let p = 0; p < entries; p++) {
    const base = sample.index(p) * n;
    for (let c = 0; c < n; c++) scratch.set(c, scratch.get(c) + state.get(base + c));
  }
}

// @ts-ignore: decorator
@inline function scoreOfRow(c: i32): i64 {
  const base = c * <i32>stride();
  return min<i64>(FAR, max<i64>(-FAR, row.dot(base))) + state.get(base + <i32>features());
}

function bestOfNeighbours(): i32 {
  const n = <i32>classes();
  addWeights(n);
  const intercepts = <i32>features() * n;
  let best = 0;
  let most = i64.MIN_VALUE;
  for (let c = 0; c < n; c++) {
    const score = scratch.get(c) + state.get(intercepts + c);
    if (score > most) {
      most = score;
      best = c;
    }
  }
  return best;
}

function bestOfRows(): i32 {
  const n = <i32>classes();
  let best = 0;
  let most = i64.MIN_VALUE;
  for (let c = 0; c < n; c++) {
    const score = scoreOfRow(c);
    if (score > most) {
      most = score;
      best = c;
    }
  }
  return best;
}

export function predict(): i32 {
  return interleaved() ? bestOfNeighbours() : bestOfRows();
}

export function margin(label: i32): i64 {
  const n = <i32>classes();
  if (interleaved()) addWeights(n);
  const intercepts = <i32>features() * n;
  let own: i64 = 0;
  let rival = i64.MIN_VALUE;
  for (let c = 0; c < n; c++) {
    const score = interleaved() ? scratch.get(c) + state.get(intercepts + c) : scoreOfRow(c);
    // Of equal classes the first is predicted: those before the label have to be beaten.
    if (c == label) own = score;
    else rival = max<i64>(rival, score + i64(c < label));
  }
  return own - rival;
}

export function update(label: i32): void {
  const guess = predict();
  if (guess == label) return;
  const step = learningRate();
  const interceptStep = (step * interceptRateQ16()) / 65536;
  if (interleaved()) {
    const n = <i32>classes();
    const entries = sample.count();
    for (let p = 0; p < entries; p++) {
      const base = sample.index(p) * n;
      state.add(base + label, step);
      state.add(base + guess, -step);
    }
    const intercepts = <i32>features() * n;
    state.add(intercepts + label, interceptStep);
    state.add(intercepts + guess, -interceptStep);
  } else {
    const own = label * <i32>stride();
    row.axpy(own, step);
    state.add(own + <i32>features(), interceptStep);
    const other = guess * <i32>stride();
    row.axpy(other, -step);
    state.add(other + <i32>features(), -interceptStep);
  }
}
