import { ChainlearnError, throwIfAborted } from "@chainlearn/core";
import { toHex } from "@cosmjs/encoding";
import { fromTendermintEvent } from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { sleep } from "../client/abort.ts";
import type { ContractEvent, PastTransaction } from "../connection.ts";
import { NoAnswer } from "./node-client.ts";

const PER_PAGE = 100;
const INDEX_POLL_MILLISECONDS = 50;
const INDEX_TIMEOUT_MILLISECONDS = 10_000;

/** What a node says that has no index of blocks, or a gateway that keeps it from the public. */
const NO_INDEX =
  /"code":\s*-32601\b|indexing is disabled|\b(method|endpoint|block_?search)\b[^"]*\b(not (allowed|available|enabled|exist|found|implemented|permitted|supported|whitelisted)|unsupported|disabled|forbidden)\b/i;
const REFUSED = [403, 404, 405];

/** Whether there is no such index here; additions that are missing then show in their numbers. */
const hasNoIndex = (error: unknown): boolean => {
  if (error instanceof NoAnswer) return REFUSED.includes(error.status ?? 0);
  return error instanceof Error && NO_INDEX.test(error.message);
};

type Results = Awaited<ReturnType<CometClient["blockResults"]>>;

/**
 * What a contract did outside of transactions, oldest first, by the node's index: governance proposals and modules that call
 * contracts at times (as cron of Neutron) run at the beginning or the end of a block.
 */
export async function searchBlockEvents(
  comet: CometClient,
  contract: string,
  fromHeight: number,
  toHeight: number,
  signal?: AbortSignal,
): Promise<readonly PastTransaction[]> {
  const found: PastTransaction[] = [];
  for (const { height, transaction, transactions } of await searchBlocks(
    comet,
    contract,
    fromHeight,
    toHeight,
    signal,
  )) {
    throwIfAborted(signal, "reading the log");
    const { beginning, end } = eventsOf(await comet.blockResults(height));
    // Before and behind all transactions of the block.
    found.push({ height, index: -1, transaction, events: beginning });
    found.push({ height, index: transactions, transaction, events: end });
  }
  return found.filter(({ events }) => events.length > 0);
}

interface FoundBlock {
  readonly height: number;
  /** The block's hash, in place of a transaction's. */
  readonly transaction: string;
  /** How many it has. */
  readonly transactions: number;
}

/** None where the node has no index of blocks. */
async function searchBlocks(
  comet: CometClient,
  contract: string,
  fromHeight: number,
  toHeight: number,
  signal: AbortSignal | undefined,
): Promise<readonly FoundBlock[]> {
  try {
    await waitForIndex(comet, toHeight, signal);
  } catch (error) {
    if (hasNoIndex(error)) return [];
    throw error;
  }
  const query = `execute._contract_address='${contract}' AND block.height>=${fromHeight} AND block.height<=${toHeight}`;
  const found: FoundBlock[] = [];
  for (let page = 1, total = 1; found.length < total; page++) {
    throwIfAborted(signal, "reading the log");
    const answer = await comet.blockSearch({ query, page, per_page: PER_PAGE, order_by: "asc" });
    total = answer.totalCount;
    if (answer.blocks.length === 0 && found.length < total)
      throw new ChainlearnError("chain_failure", `the node lists ${found.length} of ${total} blocks.`);
    for (const { blockId, block } of answer.blocks)
      found.push({
        height: block.header.height,
        transaction: toHex(blockId.hash).toUpperCase(),
        transactions: block.txs.length,
      });
  }
  return found;
}

/** Nodes index a block some time after they commit it; a block without transactions shows in this index only. */
async function waitForIndex(
  comet: CometClient,
  height: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = Date.now() + INDEX_TIMEOUT_MILLISECONDS;
  for (;;) {
    const answer = await comet.blockSearch({ query: `block.height=${height}`, page: 1, per_page: 1 });
    if (answer.totalCount > 0) return;
    if (Date.now() > deadline)
      throw new ChainlearnError("chain_failure", `the node has not indexed block ${height}.`);
    await sleep(INDEX_POLL_MILLISECONDS, signal, "reading the log");
  }
}

/** CometBFT before 0.38 keeps the two apart; since then the Cosmos SDK marks each event. */
function eventsOf(results: Results): {
  readonly beginning: readonly ContractEvent[];
  readonly end: readonly ContractEvent[];
} {
  if ("beginBlockEvents" in results)
    return { beginning: plain(results.beginBlockEvents), end: plain(results.endBlockEvents) };
  const events = plain(results.finalizeBlockEvents);
  const isFirst = ({ attributes }: ContractEvent): boolean =>
    attributes.some(({ key, value }) => key === "mode" && value === "BeginBlock");
  return { beginning: events.filter(isFirst), end: events.filter((event) => !isFirst(event)) };
}

const plain = (events: readonly Parameters<typeof fromTendermintEvent>[0][]): readonly ContractEvent[] =>
  events.map(fromTendermintEvent);
