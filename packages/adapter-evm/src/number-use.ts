import type { Address, Hex, PublicClient } from "viem";

/**
 * Hash of the transaction in a block that has an account's number (nonce); undefined: no block has one. That a node does
 * not know a transaction proves nothing, since it may lag behind; that a block has another one with its number does.
 */
export async function numberUse(
  client: PublicClient,
  address: Address,
  number: number,
): Promise<Hex | undefined> {
  const isUsed = async (block: bigint): Promise<boolean> =>
    (await client.getTransactionCount({ address, blockNumber: block })) > number;
  let last = await client.getBlockNumber({ cacheTime: 0 });
  if (!(await isUsed(last))) return undefined;
  // The number is used in `last` and not in `first`; it is likely to be a recent one.
  let first = last;
  for (let step = 1n; first > 0n; step *= 2n) {
    first = first > step ? first - step : 0n;
    if (!(await isUsed(first))) break;
    last = first;
  }
  while (last - first > 1n) {
    const middle = (first + last) / 2n;
    if (await isUsed(middle)) last = middle;
    else first = middle;
  }
  const { transactions } = await client.getBlock({ blockNumber: last, includeTransactions: true });
  const own = address.toLowerCase();
  return transactions.find(({ from, nonce }) => from.toLowerCase() === own && nonce === number)?.hash;
}
