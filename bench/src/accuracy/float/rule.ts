import type { Features } from "../samples.ts";

/** A feature and its value as a real number. */
export type Entry = readonly [feature: number, value: number];

/** A model on floats, as a textbook writes it: no lanes, no rounding, no limits. */
export interface FloatRule {
  /** One per class; the first of the highest wins. For two classes: 0 and the score of class 1. */
  scores(entries: readonly Entry[]): number[];
  update(entries: readonly Entry[], label: number): void;
}

/** What a rule starts from. */
export interface Size {
  readonly features: number;
  readonly classes: number;
}

export type StartFloatRule = (size: Size) => FloatRule;

export const entriesOf = ({ indices, values }: Features, valueBits: number): Entry[] =>
  indices.map((feature, p) => [feature, values[p]! / 2 ** valueBits]);

/** The first label with the highest score. */
export const highest = (scores: readonly number[]): number => scores.indexOf(Math.max(...scores));

/** Scores closer than this share of their size are one score that was rounded differently. */
const ROUNDING = 1e-9;

/** True where no score is clearly the highest, so that rounding or the order of classes decides. */
export function isTied(scores: readonly number[]): boolean {
  const [first = 0, second = 0] = [...scores].sort((a, b) => b - a);
  return first - second <= ROUNDING * Math.max(1, Math.abs(first));
}
