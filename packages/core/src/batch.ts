import { ChainlearnError, isChainlearnError, isOffChain, located } from "./errors.ts";

/** Most additions of one batch, and most actions of one. What a block has gas for is usually less. */
export const MAX_BATCH_ITEMS = 256;

/** @throws ChainlearnError batch_empty, batch_too_large */
export function checkBatchSize(items: number): void {
  if (items === 0) throw new ChainlearnError("batch_empty", "a batch has at least one item.");
  if (items > MAX_BATCH_ITEMS)
    throw new ChainlearnError(
      "batch_too_large",
      `${items} items; a batch has ${MAX_BATCH_ITEMS} at most. Send several batches.`,
    );
}

/** The same refusal, with the position of the item that was refused: `details.item`, 0 = the first. */
export function atItem(item: number, error: unknown): unknown {
  if (!isChainlearnError(error) || error.details.item !== undefined) return error;
  return located(error, `item ${item} of the batch`, { item });
}

/** Runs something for every item, in order; a refusal names the item. */
export function eachItem<T, R>(items: readonly T[], run: (item: T) => R): R[] {
  return items.map((item, i) => {
    try {
      return run(item);
    } catch (error) {
      throw atItem(i, error);
    }
  });
}

/** Contracts' refusals of a call as a whole. */
const OF_THE_CALL: ReadonlySet<string> = new Set([
  "reentrant_call",
  "not_sealed",
  "batch_empty",
  "batch_too_large",
  "payment_not_whole_units",
  "payment_wrong_denomination",
  "payment_not_accepted",
  "payment_too_large",
]);

/** How the simulation of a part of a batch ends; lost: in any other way, from which nothing follows. */
type Outcome = "accepted" | "refused" | "lost";

/**
 * Finds out which item a chain has refused a batch for: contracts give the code alone, since a position would cost
 * gas in batches that are fine. Items run in order, so the first k of them are refused if and only if one of these is.
 * @param items number of items
 * @param simulate runs the first `count` items of the batch without sending them; rejects as the chain does
 * @returns the refusal of the whole batch, with the item's position unless it is about the call or not a contract's
 * own, or a simulation ends in another way: the chain takes the batch by now, or the network is in trouble
 */
export async function locateRefusal(
  refusal: unknown,
  items: number,
  simulate: (count: number) => Promise<unknown>,
): Promise<unknown> {
  if (!isChainlearnError(refusal) || isOffChain(refusal) || OF_THE_CALL.has(refusal.code)) return refusal;
  const first = async (count: number): Promise<Outcome> => {
    try {
      await simulate(count);
      return "accepted";
    } catch (error) {
      return isChainlearnError(error) && error.number === refusal.number ? "refused" : "lost";
    }
  };
  if ((await first(items)) !== "refused") return refusal;
  let accepted = 0;
  let refused = items;
  while (refused - accepted > 1) {
    const middle = (accepted + refused) >> 1;
    const outcome = await first(middle);
    if (outcome === "lost") return refusal;
    if (outcome === "refused") refused = middle;
    else accepted = middle;
  }
  return atItem(accepted, refusal);
}

/** Units of a payment in a simulation: what the sender has, and no more than a payment can be. */
export const affordable = (balanceUnits: bigint): bigint =>
  balanceUnits < 2n ** 63n ? balanceUnits : 2n ** 63n - 1n;

/** What a simulation with all that the sender has says, when that is too little. */
export function notAffordable(from: string, error: unknown): unknown {
  if (!isChainlearnError(error) || error.code !== "payment_below_quote") return error;
  return new ChainlearnError("insufficient_funds", `the batch costs more than ${from} has.`, {
    details: error.details,
    cause: error,
  });
}
