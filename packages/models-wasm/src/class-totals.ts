import type { CellSpec } from "@chainlearn/core";

/** A running total that every class has: its name and the largest value that it can reach. */
export interface ClassTotal {
  readonly name: string;
  readonly most: bigint;
}

/**
 * Hot cells for totals per class, the totals of one class side by side, so that an update touches one storage word:
 * total t of class c is hot cell c * totals.length + t. Each has just the bits that its largest value needs, since the
 * cells share the meter's words with the mechanism's.
 */
export function classTotals(classes: number, totals: readonly ClassTotal[]): CellSpec[] {
  return Array.from({ length: classes }, (_, c) =>
    totals.map(({ name, most }) => ({
      name: `${name}${c}`,
      bits: most.toString(2).length,
      signed: false,
    })),
  ).flat();
}

/** The smallest of some integers. */
export function least(first: bigint, ...others: readonly bigint[]): bigint {
  let smallest = first;
  for (const value of others) if (value < smallest) smallest = value;
  return smallest;
}

/** Largest value of a signed lane. */
export const laneMost = (lane: number): bigint => 2n ** BigInt(lane - 1) - 1n;
