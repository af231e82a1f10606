import { allOnes, bestLabel, LOWEST, mostOf, within } from "./class-totals.ts";
import { dot, limit, type OracleFactory, smallestLead, zeros } from "./oracle.ts";

const FARTHEST = 2n ** 62n - 1n;
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** Nearest mean of dense samples, on exact sums and a squared length that rounds down. */
export const nearestCentroidDense: OracleFactory = (shape, { maxNorm }) => {
  const { classes, features, lane, valueBits } = shape;
  let stride = features;
  while ((stride * lane) % 256 !== 0) stride += 1;
  const cells = zeros(classes * stride);
  const hot = zeros(2 * classes);
  const square = smaller(2n ** 60n - 1n, mostOf(lane) ** 2n / 2n ** BigInt(valueBits));
  const capacity = smaller(2n ** 31n - 1n, square / 6n);
  const longest = square - 3n * capacity;

  /** 2 x.s / n - |s|^2 / n^2 with 16 bits more than the values have; each fraction rounds towards zero. */
  const nearness = (label: number, sample: Parameters<typeof dot>[0]): bigint | undefined => {
    if (hot[2 * label] === 0n) return undefined;
    const n = smaller(hot[2 * label]!, capacity);
    const pull = (dot(sample, shape, (i) => cells[label * stride + i]!) * 2n ** 17n) / n;
    const length = (hot[2 * label + 1]! * 2n ** 16n) / (n * n);
    return within(pull, -FARTHEST, FARTHEST) - smaller(length, FARTHEST);
  };
  return {
    cells,
    hot,
    predict: (sample) => bestLabel(Array.from({ length: classes }, (_, label) => nearness(label, sample))),
    margin: (sample, label) =>
      smallestLead(
        Array.from({ length: classes }, (_, other) => nearness(other, sample) ?? LOWEST),
        label,
      ),
    update: (sample, label) => {
      const norm = dot(sample, shape, (i) => BigInt(sample.values![i]!));
      if (hot[2 * label]! >= capacity || norm > maxNorm!) return;
      const held = within(
        dot(sample, shape, (i) => cells[label * stride + i]!),
        -(2n ** 61n),
        2n ** 61n,
      );
      const squaredLength = hot[2 * label + 1]! + 2n * held + norm;
      if (squaredLength > longest) return;
      hot[2 * label]! += 1n;
      hot[2 * label + 1] = within(squaredLength, 0n, allOnes(longest));
      sample.values!.forEach((value, i) => {
        const cell = label * stride + i;
        cells[cell] = limit(cells[cell]! + BigInt(value), lane);
      });
    },
  };
};
