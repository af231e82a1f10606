/** The seeded workload of the baseline (bench/baseline/evm-gas.json): the same numbers, in the same order. */
const SEED = 0xdeca10b;
const TO_FLOAT = 1e9;

/** Measured transactions per row; a row is their median. */
export const SAMPLES_PER_ROW = 24;
/** Seconds between the state that is measured from and the measured transaction. */
export const IDLE_SECONDS = 100;
/** Waits of the original's migrations. */
export const WAITS = { refund: 15n, owner: 20n, any: 20n };
/** 10^15 wei x 3600 / sqrt(s) in the original is 60 x 10^6 gwei an hour here: both charge 0.36 ether after 100 seconds. */
export const COST_WEIGHT_UNITS = 60_000_000n;

/** Public-domain 32-bit generator; floats in [0, 1). */
export function mulberry32(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The baseline's model: 1,000 weights U(-1, 1), intercept 0.05, learning rate 0.5. As floats. */
export function sparsePerceptronModel(): { weights: number[]; intercept: number; learningRate: number } {
  const random = mulberry32(SEED ^ 1);
  return {
    weights: Array.from({ length: 1000 }, () => Math.round((random() * 2 - 1) * TO_FLOAT) / TO_FLOAT),
    intercept: 0.05,
    learningRate: 0.5,
  };
}

/** The endless stream of samples of one row: `entries` distinct ascending indices, uniform over the features. */
export function* sampleStream(features: number, entries: number): Generator<number[]> {
  const random = mulberry32((SEED ^ 0x5a5a5a) + features * 131 + entries);
  for (;;) {
    const indices = new Set<number>();
    while (indices.size < entries) indices.add(Math.floor(random() * features));
    yield [...indices].sort((a, b) => a - b);
  }
}

export function median(values: readonly bigint[]): number {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted.length / 2;
  return Number.isInteger(middle)
    ? Math.round((Number(sorted[middle - 1]) + Number(sorted[middle])) / 2)
    : Number(sorted[Math.floor(middle)]);
}
