import type { Quantisation } from "./quantise.ts";

const Q32 = 2 ** 32;

/**
 * A quantisation after which the rows have mean 0 and deviation 1.0: in each feature, or only in all features
 * together ("common", which leaves it to the model what a feature's spread means). Made once, by whoever deploys; its
 * whole numbers are what others use.
 * @param rows at least one, of as many numbers as there are features
 */
export function standardise(
  rows: readonly ArrayLike<number>[],
  { valueBits }: { readonly valueBits: number },
  spread: "each" | "common" = "each",
): Required<Pick<Quantisation, "scaleQ32" | "offset">> {
  const features = rows[0]?.length ?? 0;
  const mean = (numberIn: (row: ArrayLike<number>) => number): number =>
    rows.reduce((sum, row) => sum + numberIn(row), 0) / rows.length;
  const means = Array.from({ length: features }, (_, k) => mean((row) => row[k]!));
  const variances = means.map((middle, k) => mean((row) => (row[k]! - middle) ** 2));
  const common = variances.reduce((sum, variance) => sum + variance, 0) / features;
  const scaleOf = (variance: number): number =>
    // A feature that never changes stays as it is.
    variance > 0
      ? Math.min(Number.MAX_SAFE_INTEGER, Math.max(1, Math.round(Q32 / Math.sqrt(variance))))
      : Q32;
  const scaleQ32 = spread === "each" ? variances.map(scaleOf) : means.map(() => scaleOf(common));
  const offset = means.map((middle, k) => Math.round((middle * scaleQ32[k]! * 2 ** valueBits) / Q32));
  return { scaleQ32: spread === "each" ? scaleQ32 : scaleOf(common), offset };
}
