/** The rules of the stake mechanism as bigint formulas, apart from its kernel. Amounts in units, times in seconds. */
export interface StakeTerms {
  readonly costWeightUnits: bigint;
  readonly minDepositUnits: bigint;
  readonly maxDepositUnits: bigint;
}

/** floor(sqrt(x)) by bisection. */
export function integerSquareRoot(x: bigint): bigint {
  let low = 0n;
  let high = 1n << BigInt((x.toString(2).length + 1) >> 1);
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle * middle <= x) low = middle;
    else high = middle - 1n;
  }
  return low;
}

/** costWeightUnits * 60 / sqrt(idle), in Q16 as docs/mechanisms states it, within floor and cap. */
export function stakeQuote(terms: StakeTerms, idleSeconds: bigint): bigint {
  const longest = 2n ** 31n - 1n;
  const idle = idleSeconds < 1n ? 1n : idleSeconds > longest ? longest : idleSeconds;
  const price = (terms.costWeightUnits * 60n * 2n ** 16n) / integerSquareRoot(idle * 2n ** 32n);
  const floored = price < terms.minDepositUnits ? terms.minDepositUnits : price;
  return floored > terms.maxDepositUnits ? terms.maxDepositUnits : floored;
}

/** What a reporter gets: min(left, floor(deposit * own / all)). */
export function stakeShare(record: { deposit: bigint; left: bigint }, own: bigint, all: bigint): bigint {
  const share = (record.deposit * own) / all;
  if (share > record.left) return record.left;
  return share;
}
