import { ChainlearnError, type SignedTransaction } from "@chainlearn/core";
import { fromHex, toHex } from "@cosmjs/encoding";
import { fromTendermintEvent } from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { sleep } from "../client/abort.ts";
import type { ConnectionResult } from "../connection.ts";
import type { WaitingOptions } from "./inclusion.ts";

/** Looks for the transaction that follows a broadcast, before the bytes are sent once more. */
const LOOKS_PER_BROADCAST = 20;

/**
 * Brings a transaction that was signed before into a block: its bytes are sent until a block has it, which is harmless,
 * since its sequence number is in them.
 * @returns undefined when it has failed in its block, or a block has another transaction with its number
 * @throws ChainlearnError transaction_pending, aborted
 */
export async function resumeTransaction(
  comet: CometClient,
  signed: SignedTransaction,
  { pollMilliseconds, timeoutMilliseconds }: WaitingOptions,
  signal?: AbortSignal,
): Promise<ConnectionResult | undefined> {
  const { transaction, bytes } = signed;
  const deadline = Date.now() + timeoutMilliseconds;
  let cause: unknown;
  for (let look = 0; ; look++) {
    try {
      const found = await lookFor(comet, signed);
      if (found !== "nowhere") return found;
      if (look % LOOKS_PER_BROADCAST === 0) {
        // Refusals are looked into by the next look: "already in cache" and a number that is used are good news here.
        const { log } = await comet.broadcastTxSync({ tx: fromHex(bytes) });
        cause = log;
      }
    } catch (error) {
      cause = error;
    }
    if (Date.now() > deadline)
      throw new ChainlearnError(
        "transaction_pending",
        `no block has the transaction ${transaction} after ${timeoutMilliseconds} ms.`,
        { details: { transaction }, cause },
      );
    await sleep(pollMilliseconds, signal, `waiting for ${transaction}, which may still happen,`);
  }
}

/** What blocks have of a transaction; undefined: something that keeps it from happening. */
async function lookFor(
  comet: CometClient,
  { transaction, from, number }: SignedTransaction,
): Promise<ConnectionResult | undefined | "nowhere"> {
  const { txs } = await comet.txSearch({ query: `tx.hash='${transaction}'` });
  const [found] = txs;
  if (found) {
    const { height, index, result } = found;
    if (result.code !== 0) return undefined;
    const events = result.events.map(fromTendermintEvent);
    return { transaction, height, index, gasUsed: result.gasUsed, events };
  }
  // The index that names the number's user would name this one too: another one has it.
  const users = await comet.txSearch({ query: `tx.acc_seq='${from}/${number}'` });
  return users.txs.some(({ hash }) => toHex(hash).toUpperCase() !== transaction) ? undefined : "nowhere";
}
