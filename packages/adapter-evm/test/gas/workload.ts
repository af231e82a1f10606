import { type ResolvedComposition, resolveComposition, type Sample } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";

// The seeded workload of the gas baseline: 1,000 weights U(-1, 1), samples of distinct indices, parameters of the
// original's demo.

const SEED = 0xdeca10b;
const ONE = 1_000_000_000;
const FEATURES = 1_000;

/** Seconds between an addition and the one before it. */
export const IDLE_SECONDS = 100;
/** Transactions per row. */
export const SAMPLES = 24;

/** Numbers in [0, 1); mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state |= 0;
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const fixedPoint = (x: number): bigint => BigInt(Math.round(x * ONE));

export function initialCells(): bigint[] {
  const next = random(SEED ^ 1);
  return Array.from({ length: FEATURES }, () => fixedPoint(next() * 2 - 1));
}

export const INTERCEPT: bigint = fixedPoint(0.05);

/** Samples of `entries` features, without end. */
export function* samples(entries: number): Generator<Sample, never> {
  const next = random((SEED ^ 0x5a5a5a) + FEATURES * 131 + entries);
  while (true) {
    const indices = new Set<number>();
    while (indices.size < entries) indices.add(Math.floor(next() * FEATURES));
    yield { indices: [...indices].sort((a, b) => a - b) };
  }
}

/** Sparse perceptron with a learning intercept and stake; the deposit after 100 idle seconds is the original's. */
export const composition = (lane: 16 | 32 | 64): ResolvedComposition =>
  resolveComposition({
    model: sparsePerceptron,
    mechanism: stake,
    shape: { features: FEATURES, classes: 2, lane, encoding: "sparse", valueBits: 0, maxEntries: 60 },
    modelParams: { learningRate: fixedPoint(0.5) },
    mechanismParams: {
      costWeightUnits: 60_000_000n,
      refundWaitSeconds: 15n,
      ownerWaitSeconds: 20n,
      anyWaitSeconds: 20n,
    },
  });
