import { allOnes, bestLabel, LOWEST, mostOf, within } from "./class-totals.ts";
import { log2Q16 } from "./log2.ts";
import { limit, type OracleFactory, smallestLead, zeros } from "./oracle.ts";

const Q16 = 2n ** 16n;

/** Multinomial naive Bayes on integer counts, with the logarithm of docs/spec/math.md. */
export const naiveBayes: OracleFactory = ({ classes, features, lane, maxEntries }, { smoothingQ16 }) => {
  const cells = zeros(features * classes);
  const hot = zeros(2 * classes);
  const byTotal = (2n ** 46n - 1n) / BigInt(maxEntries);
  const capacity = [mostOf(lane), 2n ** 27n - 1n, byTotal].reduce((a, b) => (a < b ? a : b));

  /** log2 of the class's share of samples times the features' shares, less what all classes have in common. */
  const scoreOf = (label: number, indices: readonly number[]): bigint | undefined => {
    const [samples, seen] = [hot[2 * label]!, hot[2 * label + 1]!];
    if (samples === 0n) return undefined;
    const all = log2Q16(seen * Q16 + smoothingQ16! * BigInt(features));
    return indices.reduce((score, i) => {
      const count = within(cells[i * classes + label]!, 0n, mostOf(lane));
      return score + log2Q16(count * Q16 + smoothingQ16!) - all;
    }, log2Q16(samples));
  };
  return {
    cells,
    hot,
    predict: ({ indices }) =>
      bestLabel(Array.from({ length: classes }, (_, label) => scoreOf(label, indices!))),
    margin: ({ indices }, label) =>
      smallestLead(
        Array.from({ length: classes }, (_, other) => scoreOf(other, indices!) ?? LOWEST),
        label,
      ),
    update: ({ indices }, label) => {
      if (hot[2 * label]! >= capacity) return;
      hot[2 * label]! += 1n;
      const mostSeen = allOnes(capacity * BigInt(maxEntries));
      hot[2 * label + 1] = within(hot[2 * label + 1]! + BigInt(indices!.length), 0n, mostSeen);
      for (const i of indices!) {
        const cell = i * classes + label;
        cells[cell] = limit(cells[cell]! + 1n, lane);
      }
    },
  };
};
