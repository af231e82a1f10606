import type { Address, Hex, PublicClient } from "viem";
import { despiteLag } from "./head.ts";

/** A transaction in a block. */
export interface NumberUse {
  readonly transaction: Hex;
  readonly block: number;
}

/**
 * The transaction that has used an account's number (nonce), found in its block: that a node does not know a
 * transaction proves nothing, since it may lag behind. Searches backwards from the newest block in growing steps.
 * @param after block that was there before the number was used: it is not searched beyond it without need
 * @returns undefined when the node's newest block has none yet
 */
export async function numberUse(
  client: PublicClient,
  address: Address,
  number: number,
  after = 0,
): Promise<NumberUse | undefined> {
  const used = async (block: number): Promise<boolean> =>
    (await despiteLag(() => client.getTransactionCount({ address, blockNumber: BigInt(block) }))) > number;
  let last = Number(await client.getBlockNumber({ cacheTime: 0 }));
  if (!(await used(last))) return undefined;
  // The account had not used it in `first`, and has in `last`.
  let first = last;
  for (let step = 1; first > 0; step *= 2) {
    // A reorganisation may have brought it into an earlier block.
    first = Math.max(first > after ? after : 0, first - step);
    if (!(await used(first))) break;
    last = first;
  }
  while (last - first > 1) {
    const middle = Math.floor((first + last) / 2);
    if (await used(middle)) last = middle;
    else first = middle;
  }
  const { transactions } = await despiteLag(() =>
    client.getBlock({ blockNumber: BigInt(last), includeTransactions: true }),
  );
  const found = transactions.find(
    ({ from, nonce }) => from.toLowerCase() === address.toLowerCase() && nonce === number,
  );
  return found && { transaction: found.hash, block: last };
}
