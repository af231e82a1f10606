import { bytesToBigint, type CommittedItem, type ItemChain, itemHash } from "@chainlearn/core";
import type { MechanismState } from "../data/mechanism-state.ts";
import { itemCounts } from "./champion.ts";

/** The items behind a commitment, at most so many; none when it is not known here. */
export function itemsBehind(
  chains: readonly ItemChain[],
  commitment: bigint,
  most: number,
): readonly CommittedItem[] {
  for (const { items } of chains) {
    const first = items.findIndex((item) => bytesToBigint(itemHash(item)) === commitment);
    if (first >= 0) return items.slice(first, first + most);
  }
  return [];
}

/** What the setup or the test of this cycle still has to show. */
export interface DueItems {
  /** Number of items, as far as there are committed ones. */
  readonly due: number;
  /** Those of them that are known here, from the next one on. */
  readonly known: readonly CommittedItem[];
}

/** In the order of their commitments: a queued chain follows when the one in use is used up. */
export function dueItems(state: MechanismState, chains: readonly ItemChain[]): DueItems {
  const { inUse, queuedReady, missing } = itemCounts(state);
  const fromUse = Math.min(missing, inUse);
  const fromQueue = Math.min(missing - fromUse, queuedReady);
  const known = itemsBehind(chains, state.register("head"), fromUse);
  return {
    due: fromUse + fromQueue,
    known:
      known.length < fromUse ? known : [...known, ...itemsBehind(chains, state.register("next"), fromQueue)],
  };
}
