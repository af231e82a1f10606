import type { Params, Sample, Shape } from "@chainlearn/core";

/** A model's rule on plain integers, written from its README; it knows nothing of kernels and hosts. */
export interface Oracle {
  readonly cells: bigint[];
  readonly hot: bigint[];
  predict(sample: Sample): number;
  /** How strongly the rule prefers the label: 0 or more exactly where it predicts it. */
  margin(sample: Sample, label: number): bigint;
  update(sample: Sample, label: number): void;
}

/** Starts with zeros everywhere. */
export type OracleFactory = (shape: Shape, params: Params) => Oracle;

export const zeros = (count: number): bigint[] => new Array<bigint>(count).fill(0n);

/** Features with their values; 1.0 where the encoding has none. */
export function entriesOf(sample: Sample, { valueBits }: Shape): [feature: number, value: bigint][] {
  const { indices, values } = sample;
  return (indices ?? values ?? []).map((_, p) => [
    indices ? indices[p]! : p,
    BigInt(values ? values[p]! : 2 ** valueBits),
  ]);
}

/** The nearest signed number of so many bits. */
export function limit(amount: bigint, bits: number): bigint {
  const most = 2n ** BigInt(bits - 1) - 1n;
  if (amount > most) return most;
  return amount < -most - 1n ? -most - 1n : amount;
}

/** Margin of two classes by a whole score that makes it class 1 above 0. */
export const marginOfTwo = (score: bigint, label: number): bigint => (label === 1 ? score - 1n : -score);

/** The smallest lead over another class, one less over those before the label, which win when they are equal. */
export function exactLead(scores: readonly bigint[], label: number): bigint {
  let least: bigint | undefined;
  for (const [other, score] of scores.entries()) {
    if (other === label) continue;
    const lead = scores[label]! - score - (other < label ? 1n : 0n);
    if (least === undefined || lead < least) least = lead;
  }
  return least!;
}

/** Margin by a score per class: {@link exactLead} held to i64. */
export const smallestLead = (scores: readonly bigint[], label: number): bigint =>
  limit(exactLead(scores, label), 64);

/** The quotient, rounded down; the divisor is positive. */
export function floorDivided(amount: bigint, by: bigint): bigint {
  const quotient = amount / by;
  return quotient * by > amount ? quotient - 1n : quotient;
}

/** Amount divided by 2^valueBits, rounded down. */
export const scaled = (amount: bigint, { valueBits }: Shape): bigint =>
  floorDivided(amount, 2n ** BigInt(valueBits));

/** floor(sum(value * weight) / 2^valueBits), held to 64 bits as the vocabulary says. */
export function dot(sample: Sample, shape: Shape, weightOf: (feature: number) => bigint): bigint {
  let sum = 0n;
  for (const [feature, value] of entriesOf(sample, shape)) sum += value * weightOf(feature);
  return limit(scaled(sum, shape), 64);
}

/** What a step changes at a feature of this value: rounded down. */
export const change = (value: bigint, step: bigint, shape: Shape): bigint => scaled(value * step, shape);

/** The intercept's share of a step, rounded towards zero. */
export const interceptShare = (step: bigint, { interceptRateQ16 }: Params): bigint =>
  (step * interceptRateQ16!) / 65_536n;
