import { ChainlearnError, throwIfAborted } from "@chainlearn/core";
import { toHex } from "@cosmjs/encoding";
import { fromTendermintEvent } from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { sleep } from "../client/abort.ts";
import type { ConnectionResult, PastTransaction } from "../connection.ts";

const PER_PAGE = 100;
/** Blocks before the end of a search that may have been committed but not indexed yet. */
const INDEX_LAG_BLOCKS = 3;
const INDEX_POLL_MILLISECONDS = 50;
const INDEX_TIMEOUT_MILLISECONDS = 10_000;

/** Transactions that called a contract, by the node's index. */
export async function searchTransactions(
  comet: CometClient,
  contract: string,
  fromHeight: number,
  toHeight: number,
  signal?: AbortSignal,
): Promise<readonly PastTransaction[]> {
  await waitForIndex(comet, toHeight, signal);
  const query = `execute._contract_address='${contract}' AND tx.height>=${fromHeight} AND tx.height<=${toHeight}`;
  const found: PastTransaction[] = [];
  for (let page = 1, total = 1; found.length < total; page++) {
    throwIfAborted(signal, "reading the log");
    const answer = await comet.txSearch({ query, page, per_page: PER_PAGE, order_by: "asc" });
    total = answer.totalCount;
    if (answer.txs.length === 0 && found.length < total)
      throw new ChainlearnError("chain_failure", `the node lists ${found.length} of ${total} transactions.`);
    for (const tx of answer.txs)
      found.push({
        height: tx.height,
        index: tx.index,
        transaction: toHex(tx.hash).toUpperCase(),
        events: tx.result.events.map(fromTendermintEvent),
      });
  }
  return found;
}

/** The transaction that created a contract, by the node's index. */
export async function searchCreation(comet: CometClient, contract: string): Promise<ConnectionResult> {
  const { txs } = await comet.txSearch({ query: `instantiate._contract_address='${contract}'` });
  const [created] = txs;
  if (!created)
    throw new ChainlearnError("chain_failure", `the node's index does not have the creation of ${contract}.`);
  const { height, index, hash, result } = created;
  return {
    transaction: toHex(hash).toUpperCase(),
    height,
    index,
    gasUsed: result.gasUsed,
    events: result.events.map(fromTendermintEvent),
  };
}

/**
 * Nodes index a block some time after they commit it, blocks in order. A search that ends at a fresh block would
 * silently miss transactions, so wait for the newest transaction at or just before it.
 */
async function waitForIndex(comet: CometClient, height: number, signal?: AbortSignal): Promise<void> {
  const newest = await newestTransaction(comet, height);
  if (newest === undefined) return;
  const deadline = Date.now() + INDEX_TIMEOUT_MILLISECONDS;
  for (;;) {
    const answer = await comet.txSearch({ query: `tx.hash='${newest}'`, page: 1, per_page: 1 });
    if (answer.totalCount > 0) return;
    if (Date.now() > deadline)
      throw new ChainlearnError("chain_failure", `the node has not indexed transaction ${newest}.`);
    await sleep(INDEX_POLL_MILLISECONDS, signal, "reading the log");
  }
}

/** Hash of the last transaction of the newest of a few blocks that has one. */
async function newestTransaction(comet: CometClient, height: number): Promise<string | undefined> {
  for (let at = height; at > 0 && at > height - INDEX_LAG_BLOCKS; at--) {
    const last = (await comet.block(at)).block.txs.at(-1);
    if (last) {
      const digest = await crypto.subtle.digest("SHA-256", last.slice());
      return toHex(new Uint8Array(digest)).toUpperCase();
    }
  }
  return undefined;
}
