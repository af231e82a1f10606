import { seededRandom } from "@chainlearn/example-kit/random";

/** The seeded workloads of the baseline (bench/baseline/evm-gas.json): the same numbers, in the same order. */
const SEED = 0xdeca10b;
const TO_FLOAT = 1e9;

/** Measured transactions per row of the main workload; a row is their median. */
export const SAMPLES_PER_ROW = 24;
/** Seconds between the state that is measured from and the measured transaction. */
export const IDLE_SECONDS = 100;
/** Waits of the original's migrations. */
export const WAITS = { refund: 15n, owner: 20n, any: 20n };
/** 10^15 wei x 3600 / sqrt(s) in the original is 60 x 10^6 gwei an hour here: both charge 0.36 ether after 100 seconds. */
export const COST_WEIGHT_UNITS = 60_000_000n;

/** As the original keeps numbers: nine decimals. */
const rounded = (value: number): number => Math.round(value * TO_FLOAT) / TO_FLOAT;

const series = (count: number, next: () => number): number[] => Array.from({ length: count }, next);

/** A random direction of so many dimensions. */
function unitVector(random: () => number, dimensions: number): number[] {
  const values = series(dimensions, () => random() * 2 - 1);
  const length = Math.hypot(...values);
  return values.map((value) => rounded(value / length));
}

/** A linear model. As floats. */
export interface LinearModel {
  readonly weights: readonly number[];
  readonly intercept: number;
  readonly learningRate: number;
}

/** 1,000 weights U(-1, 1), intercept 0.05, learning rate 0.5. */
export function sparsePerceptronModel(): LinearModel {
  const random = seededRandom(SEED ^ 1);
  return { weights: series(1000, () => rounded(random() * 2 - 1)), intercept: 0.05, learningRate: 0.5 };
}

/** `features` weights U(-1, 1), intercept 0, learning rate 0.5. */
export function densePerceptronModel(features: number): LinearModel {
  const random = seededRandom(SEED ^ (100 + features));
  return { weights: series(features, () => rounded(random() * 2 - 1)), intercept: 0, learningRate: 0.5 };
}

/** Samples of each class of the counting models. */
export const SAMPLES_PER_CLASS = 12_500;

/** Samples of a class that have a feature, for both classes and 1,000 features: uniform in [1, 500]. */
export function naiveBayesCounts(): number[][] {
  const random = seededRandom(SEED ^ 2);
  return [0, 1].map(() => series(1000, () => 1 + Math.floor(random() * 500)));
}

/** Two random unit vectors. */
export function denseCentroids(features: number): number[][] {
  const random = seededRandom(SEED ^ (200 + features));
  return [unitVector(random, features), unitVector(random, features)];
}

/** Samples of each class of the dense centroids. */
export const SAMPLES_PER_CENTROID = 1_000;

/** Means of two classes for 1,000 features, uniform in [0.01, 0.5]. */
export function sparseCentroids(): number[][] {
  const random = seededRandom(SEED ^ 3);
  return [0, 1].map(() => series(1000, () => rounded(0.01 + 0.49 * random())));
}

const streamSeed = (features: number, entries: number): number =>
  (SEED ^ 0x5a5a5a) + features * 131 + entries;

/** The endless stream of samples of one row: `entries` distinct ascending indices, uniform over the features. */
export function* sampleStream(features: number, entries: number): Generator<number[]> {
  const random = seededRandom(streamSeed(features, entries));
  for (;;) {
    const indices = new Set<number>();
    while (indices.size < entries) indices.add(Math.floor(random() * features));
    yield [...indices].sort((a, b) => a - b);
  }
}

/** The endless stream of dense samples: random unit vectors. */
export function* vectorStream(features: number): Generator<number[]> {
  const random = seededRandom(streamSeed(features, features));
  for (;;) yield unitVector(random, features);
}

export function median(values: readonly bigint[]): number {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted.length / 2;
  return Number.isInteger(middle)
    ? Math.round((Number(sorted[middle - 1]) + Number(sorted[middle])) / 2)
    : Number(sorted[Math.floor(middle)]);
}
