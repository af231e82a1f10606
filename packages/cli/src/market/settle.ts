import { ChainlearnError, type Contribution, type TransactionResult } from "@chainlearn/core";
import type { Progress } from "../output/progress.ts";
import type { Deployed } from "../session.ts";
import type { Journal } from "../spending/journal.ts";
import { lookAt, type Market } from "./market.ts";

/** Steps that copy a word or look at an account; a transaction of them is far below what fits a block. */
const CHEAP_STEPS = 400n;

/** How a settlement is called. */
export interface Settling {
  /** All test items. */
  readonly opening: Uint8Array;
  /** All, in the order of their numbers. */
  readonly contributions: readonly Contribution[];
  /** Test items that one transaction tests. */
  readonly steps: number;
  /** Most transactions. */
  readonly most: number;
  readonly journal: Journal;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** Transactions of one pass over all contributions: each trains, is tested, and finds the next one. */
export function transactionsOfPass(market: Market, steps: number): number {
  const items = Number(market.param("testParts") * market.param("itemsPerPart"));
  const turns = Number(market.pool("contributions"));
  return (turns + 1) * (Math.ceil((items + 1) / steps) + 2) + 2;
}

/**
 * Calls steps of the settlement, as anybody may, until it ends or enough was sent.
 * @throws ChainlearnError what the contract refuses: nothing can be settled before all test items are revealed
 */
export async function settleMarket(deployed: Deployed, settling: Settling): Promise<TransactionResult[]> {
  const { trainer, chain } = deployed;
  const { opening, contributions, steps, most, journal, progress, signal } = settling;
  const from = chain.sender!;
  const sent: TransactionResult[] = [];
  while (sent.length < most) {
    if (signal.aborted)
      throw new ChainlearnError("aborted", "the settlement was stopped; run it again to go on.");
    const market = await lookAt(deployed);
    if (market.ended) break;
    if (market.stage === "train") {
      const contribution = contributions[Number(market.pool("turn")) - 1]!;
      const train = { from, contribution, signal };
      sent.push(await journal.transact((sending) => trainer.act("train", { ...train, ...sending })));
    } else {
      const count = market.stage === "test" ? BigInt(steps) : CHEAP_STEPS;
      const settle = { from, args: [count], parts: opening, signal };
      sent.push(await journal.transact((sending) => trainer.act("settle", { ...settle, ...sending })));
    }
    progress(sent.length, most, `${market.stage}, turn ${market.pool("turn")} of ${contributions.length}`);
  }
  return sent;
}
