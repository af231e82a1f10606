import { exp2, log2 } from "@chainlearn/kernel";
import { clamp, type PlainHost } from "./host.ts";

/** A rule on a host: what a kernel's two exports do. */
export interface PlainRule {
  predict(): number;
  update(label: number): void;
}

/** Constants and parameters of the composition as numbers. */
export type Config = Readonly<Record<string, number>>;

/** A rule's maker for a host. */
export type RuleMaker = (host: PlainHost, config: Config) => PlainRule;

/** Division that rounds towards zero, as integers divide. */
const divide = (a: number, b: number): number => Math.trunc(a / b);

/** floor(a * 2^bits / c), 16 bits at a time so that nothing leaves 2^53; c is below 2^36. */
function scaledQuotient(a: number, bits: number, c: number): number {
  let quotient = Math.floor(a / c);
  let rest = a - quotient * c;
  for (let left = bits; left > 0; left -= 16) {
    const scale = 2 ** Math.min(16, left);
    const digit = Math.floor((rest * scale) / c);
    rest = rest * scale - digit * c;
    quotient = quotient * scale + digit;
  }
  return quotient;
}

function bestOf(classes: number, scoreOf: (c: number) => number): number {
  let best = 0;
  let most = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < classes; c++) {
    const score = scoreOf(c);
    if (score > most) {
      most = score;
      best = c;
    }
  }
  return best;
}

/** Adds up the cells of each class over the present features, `step` cells apart. */
function sumNeighbours(host: PlainHost, sums: Float64Array, perFeature: number): void {
  const { cells, indices, entries } = host;
  const n = sums.length;
  sums.fill(0);
  for (let p = 0; p < entries; p++) {
    const base = indices[p]! * perFeature;
    for (let k = 0; k < n; k++) sums[k] = sums[k]! + cells[base + k]!;
  }
}

const perceptron: RuleMaker = (host, { learningRate, interceptRateQ16 }) => {
  const predict = (): number => (host.dot(0) > -host.hot[0]! ? 1 : 0);
  return {
    predict,
    update(label) {
      if (predict() === label) return;
      const step = label ? learningRate! : -learningRate!;
      host.setHot(0, host.hot[0]! + divide(step * interceptRateQ16!, 65_536));
      host.axpy(0, step);
    },
  };
};

const averagedPerceptron: RuleMaker = (host, { learningRate, interceptRateQ16 }) => {
  const { cells, hot, indices } = host;
  return {
    predict() {
      const t = Math.max(1, hot[0]!);
      let w = hot[1]!;
      let u = hot[2]!;
      for (let p = 0; p < host.entries; p++) {
        w += cells[2 * indices[p]!]!;
        u += cells[2 * indices[p]! + 1]!;
      }
      return w > Math.floor(u / t) ? 1 : 0;
    },
    update(label) {
      const t = hot[0]!;
      let w = hot[1]!;
      host.setHot(0, t + 1);
      for (let p = 0; p < host.entries; p++) w += cells[2 * indices[p]!]!;
      if ((w > 0 ? 1 : 0) === label) return;
      const step = label ? learningRate! : -learningRate!;
      const interceptStep = divide(step * interceptRateQ16!, 65_536);
      host.setHot(1, hot[1]! + interceptStep);
      host.setHot(2, hot[2]! + interceptStep * t);
      for (let p = 0; p < host.entries; p++) {
        host.addTo(2 * indices[p]!, step);
        host.addTo(2 * indices[p]! + 1, step * t);
      }
    },
  };
};

const multiclassPerceptron: RuleMaker = (host, { learningRate, interceptRateQ16, stride }) => {
  const { classes, features, encoding } = host.shape;
  const { cells, indices } = host;
  const isSparse = encoding === "sparse";
  const sums = new Float64Array(classes);
  const predict = (): number => {
    if (!isSparse) return bestOf(classes, (c) => host.dot(c * stride!) + cells[c * stride! + features]!);
    sumNeighbours(host, sums, classes);
    return bestOf(classes, (c) => sums[c]! + cells[features * classes + c]!);
  };
  const move = (label: number, step: number): void => {
    const interceptStep = divide(step * interceptRateQ16!, 65_536);
    if (isSparse) {
      for (let p = 0; p < host.entries; p++) host.addTo(indices[p]! * classes + label, step);
      host.addTo(features * classes + label, interceptStep);
    } else {
      host.axpy(label * stride!, step);
      host.addTo(label * stride! + features, interceptStep);
    }
  };
  return {
    predict,
    update(label) {
      const guess = predict();
      if (guess === label) return;
      move(label, learningRate!);
      move(guess, -learningRate!);
    },
  };
};

const multiclassAveragedPerceptron: RuleMaker = (host, { learningRate, interceptRateQ16, stride }) => {
  const { classes, features, encoding } = host.shape;
  const { cells, hot, indices } = host;
  const isSparse = encoding === "sparse";
  /** Weight and weighted sum of each class. */
  const sums = new Float64Array(2 * classes);
  const score = (): void => {
    if (isSparse) {
      sumNeighbours(host, sums, 2 * classes);
      for (let k = 0; k < 2 * classes; k++) sums[k] = sums[k]! + cells[2 * features * classes + k]!;
    } else
      for (let k = 0; k < 2 * classes; k++) sums[k] = host.dot(k * stride!) + cells[k * stride! + features]!;
  };
  const moveCell = (row: number, step: number, interceptStep: number): void => {
    if (isSparse) {
      for (let p = 0; p < host.entries; p++) host.addTo(2 * indices[p]! * classes + row, step);
      host.addTo(2 * features * classes + row, interceptStep);
    } else {
      host.axpy(row * stride!, step);
      host.addTo(row * stride! + features, interceptStep);
    }
  };
  const move = (label: number, sign: number, t: number): void => {
    const interceptStep = divide(learningRate! * interceptRateQ16!, 65_536);
    moveCell(2 * label, sign * learningRate!, sign * interceptStep);
    moveCell(2 * label + 1, sign * learningRate! * t, sign * interceptStep * t);
  };
  return {
    predict() {
      const t = Math.max(1, hot[0]!);
      score();
      let best = 0;
      let most = Number.NEGATIVE_INFINITY;
      let least = 0;
      for (let c = 0; c < classes; c++) {
        const quotient = Math.floor(sums[2 * c + 1]! / t);
        const whole = sums[2 * c]! - quotient;
        const rest = sums[2 * c + 1]! - quotient * t;
        if (whole > most || (whole === most && rest < least)) {
          most = whole;
          least = rest;
          best = c;
        }
      }
      return best;
    },
    update(label) {
      const t = hot[0]!;
      host.setHot(0, t + 1);
      score();
      const guess = bestOf(classes, (c) => sums[2 * c]!);
      if (guess === label) return;
      move(label, 1, t);
      move(guess, -1, t);
    },
  };
};

const naiveBayes: RuleMaker = (host, { capacity, smoothingQ16 }) => {
  const { classes, features, lane } = host.shape;
  const { cells, hot, indices } = host;
  /** log2 of a smoothed count, filled as counts occur; numbers have too few bits for the polynomial. */
  const logs = new Float64Array(Math.min(2 ** (lane - 1), 2 ** 16)).fill(-1);
  const logOf = (count: number): number => {
    let log = count < logs.length ? logs[count]! : -1;
    if (log < 0) {
      log = Number(log2((BigInt(count) << 16n) + BigInt(smoothingQ16!)));
      if (count < logs.length) logs[count] = log;
    }
    return log;
  };
  const sums = new Float64Array(classes);
  return {
    predict() {
      sums.fill(0);
      for (let p = 0; p < host.entries; p++) {
        const base = indices[p]! * classes;
        for (let c = 0; c < classes; c++) sums[c] = sums[c]! + logOf(Math.max(0, cells[base + c]!));
      }
      return bestOf(classes, (c) => {
        const samples = hot[2 * c]!;
        if (samples === 0) return Number.NEGATIVE_INFINITY;
        const seen = log2((BigInt(hot[2 * c + 1]!) << 16n) + BigInt(smoothingQ16! * features));
        return Number(log2(BigInt(samples))) + sums[c]! - host.entries * Number(seen);
      });
    },
    update(label) {
      const samples = hot[2 * label]!;
      if (samples >= capacity!) return;
      host.setHot(2 * label, samples + 1);
      host.setHot(2 * label + 1, hot[2 * label + 1]! + host.entries);
      for (let p = 0; p < host.entries; p++) host.addTo(indices[p]! * classes + label, 1);
    },
  };
};

const nearestCentroidSparse: RuleMaker = (host, { capacity }) => {
  const { classes } = host.shape;
  const { cells, hot, indices } = host;
  const dots = new Float64Array(classes);
  return {
    predict() {
      sumNeighbours(host, dots, classes);
      return bestOf(classes, (c) => {
        const samples = Math.min(capacity!, hot[2 * c]!);
        if (samples === 0) return Number.NEGATIVE_INFINITY;
        const over = 2 * samples * clamp(dots[c]!, 0, host.entries * samples) - hot[2 * c + 1]!;
        return Math.sign(over) * scaledQuotient(Math.abs(over), 32, samples * samples);
      });
    },
    update(label) {
      const samples = hot[2 * label]!;
      if (samples >= capacity!) return;
      host.setHot(2 * label, samples + 1);
      let dot = 0;
      for (let p = 0; p < host.entries; p++) {
        const cell = indices[p]! * classes + label;
        dot += cells[cell]!;
        host.addTo(cell, 1);
      }
      host.setHot(2 * label + 1, hot[2 * label + 1]! + 2 * dot + host.entries);
    },
  };
};

const nearestCentroidDense: RuleMaker = (host, { capacity, longest, maxNorm, one, stride }) => {
  const { classes } = host.shape;
  const { hot } = host;
  return {
    predict: () =>
      bestOf(classes, (c) => {
        const samples = Math.min(capacity!, hot[2 * c]!);
        if (samples === 0) return Number.NEGATIVE_INFINITY;
        const dot = host.dot(c * stride!);
        const size = scaledQuotient(Math.abs(dot), 17, samples);
        return Math.sign(dot) * size - scaledQuotient(hot[2 * c + 1]!, 16, samples * samples);
      }),
    update(label) {
      const samples = hot[2 * label]!;
      if (samples >= capacity!) return;
      const norm = host.norm();
      if (norm > maxNorm!) return;
      const base = label * stride!;
      const length = hot[2 * label + 1]! + 2 * host.dot(base) + norm;
      if (length > longest!) return;
      host.setHot(2 * label, samples + 1);
      host.setHot(2 * label + 1, length);
      host.axpy(base, one!);
    },
  };
};

const logisticRegression: RuleMaker = (host, { learningRateQ16, interceptRateQ16 }) => {
  const score = (): number => host.dot(0) + host.hot[0]!;
  return {
    predict: () => (score() > 0 ? 1 : 0),
    update(label) {
      const sign = label ? 1 : -1;
      const margin = clamp(sign * score(), -(2 ** 20), 2 ** 20);
      const power = Number(exp2(BigInt(Math.floor((margin * 94_548) / 65_536))));
      const missing = Math.floor(2 ** 32 / (65_536 + power));
      const step = divide(learningRateQ16! * missing, 65_536);
      if (step === 0) return;
      host.setHot(0, host.hot[0]! + sign * divide(step * interceptRateQ16!, 65_536));
      host.axpy(0, sign * step);
    },
  };
};

const passiveAggressive: RuleMaker = (host, config) => {
  const { one, targetMargin, aggressiveness, interceptRateQ16 } = config;
  const score = (): number => host.dot(0) + host.hot[0]!;
  return {
    predict: () => (score() > 0 ? 1 : 0),
    update(label) {
      const sign = label ? 1 : -1;
      const loss = targetMargin! - sign * score();
      if (loss <= 0) return;
      const length = host.norm() + divide(one! * interceptRateQ16!, 65_536);
      let step = aggressiveness!;
      if (length > 0) step = Math.min(step, Math.floor((loss * one!) / length));
      if (step === 0) return;
      host.setHot(0, host.hot[0]! + sign * divide(step * interceptRateQ16!, 65_536));
      host.axpy(0, sign * step);
    },
  };
};

/** By the model's id. */
export const RULES: Readonly<Record<string, RuleMaker>> = {
  "sparse-perceptron": perceptron,
  "dense-perceptron": perceptron,
  "averaged-perceptron": averagedPerceptron,
  "multiclass-perceptron": multiclassPerceptron,
  "multiclass-averaged-perceptron": multiclassAveragedPerceptron,
  "naive-bayes": naiveBayes,
  "nearest-centroid-sparse": nearestCentroidSparse,
  "nearest-centroid-dense": nearestCentroidDense,
  "logistic-regression": logisticRegression,
  "passive-aggressive": passiveAggressive,
};
