/** The largest integer that a signed number of so many bits holds. */
export const mostOf = (bits: number): bigint => 2n ** BigInt(bits - 1) - 1n;

/** The largest integer with as many binary digits as this one: what a cell without sign made for it can hold. */
export function allOnes(value: bigint): bigint {
  let ones = 1n;
  while (ones < value) ones = 2n * ones + 1n;
  return ones;
}

export const within = (value: bigint, least: bigint, most: bigint): bigint =>
  value < least ? least : value > most ? most : value;

/** The score of a class without samples where scores are compared by their distance. */
export const LOWEST = -(2n ** 63n);

/** First label with the highest score among those that have one; 0 when none has. */
export function bestLabel(scores: readonly (bigint | undefined)[]): number {
  let best: number | undefined;
  scores.forEach((score, label) => {
    if (score !== undefined && (best === undefined || score > scores[best]!)) best = label;
  });
  return best ?? 0;
}
