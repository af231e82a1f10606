import { allOnes, bestLabel, LOWEST, mostOf, within } from "./class-totals.ts";
import { limit, type OracleFactory, smallestLead, zeros } from "./oracle.ts";

/** Nearest mean of samples whose features are 0 or 1, on integer sums. */
export const nearestCentroidSparse: OracleFactory = ({ classes, features, lane, maxEntries }) => {
  const cells = zeros(features * classes);
  const hot = zeros(2 * classes);
  const capacity = mostOf(lane) < 2n ** 18n - 1n ? mostOf(lane) : 2n ** 18n - 1n;

  const sumOver = (label: number, indices: readonly number[]): bigint =>
    indices.reduce((total, i) => total + cells[i * classes + label]!, 0n);
  /** 2 x.s / n - |s|^2 / n^2 in Q32, rounded towards zero as one fraction, held to 63 bits. */
  const nearness = (label: number, indices: readonly number[]): bigint | undefined => {
    if (hot[2 * label] === 0n) return undefined;
    const n = within(hot[2 * label]!, 0n, capacity);
    const dot = within(sumOver(label, indices), 0n, BigInt(indices.length) * n);
    const near = ((2n * n * dot - hot[2 * label + 1]!) * 2n ** 32n) / (n * n);
    return within(near, -(2n ** 63n - 1n), 2n ** 63n - 1n);
  };
  return {
    cells,
    hot,
    predict: ({ indices }) =>
      bestLabel(Array.from({ length: classes }, (_, label) => nearness(label, indices!))),
    margin: ({ indices }, label) =>
      smallestLead(
        Array.from({ length: classes }, (_, other) => nearness(other, indices!) ?? LOWEST),
        label,
      ),
    update: ({ indices }, label) => {
      if (hot[2 * label]! >= capacity) return;
      hot[2 * label]! += 1n;
      const grown = hot[2 * label + 1]! + 2n * sumOver(label, indices!) + BigInt(indices!.length);
      hot[2 * label + 1] = within(grown, 0n, allOnes(capacity ** 2n * BigInt(maxEntries)));
      for (const i of indices!) {
        const cell = i * classes + label;
        cells[cell] = limit(cells[cell]! + 1n, lane);
      }
    },
  };
};
