import { toHex } from "@cosmjs/encoding";
import { fromTendermintEvent } from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { throwIfAborted } from "../client/abort.ts";
import type { ContractEvent, PastTransaction } from "../connection.ts";

const PER_PAGE = 100;

/** What a node says that has no index of blocks, or keeps it from the public; additions that are missing show in their numbers. */
const NO_INDEX = /method not found|indexing is disabled/i;

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

async function searchBlocks(
  comet: CometClient,
  contract: string,
  fromHeight: number,
  toHeight: number,
  signal: AbortSignal | undefined,
): Promise<readonly FoundBlock[]> {
  const query = `execute._contract_address='${contract}' AND block.height>=${fromHeight} AND block.height<=${toHeight}`;
  const found: FoundBlock[] = [];
  for (let page = 1, total = 1; found.length < total; page++) {
    throwIfAborted(signal, "reading the log");
    try {
      const answer = await comet.blockSearch({ query, page, per_page: PER_PAGE, order_by: "asc" });
      total = answer.blocks.length === 0 ? found.length : answer.totalCount;
      for (const { blockId, block } of answer.blocks)
        found.push({
          height: block.header.height,
          transaction: toHex(blockId.hash).toUpperCase(),
          transactions: block.txs.length,
        });
    } catch (error) {
      if (found.length === 0 && error instanceof Error && NO_INDEX.test(error.message)) return [];
      throw error;
    }
  }
  return found;
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
