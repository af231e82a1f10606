import { ChainlearnError, toHex } from "@chainlearn/core";
import { fromHex } from "@cosmjs/encoding";
import { fromTendermintEvent } from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { sleep } from "../client/abort.ts";
import { rejectionFromText } from "../client/rejections.ts";
import type { ConnectionResult } from "../connection.ts";

export interface WaitingOptions {
  readonly pollingIntervalMs: number;
  readonly receiptTimeoutMs: number;
}

/** A transaction as a block has it, also one that failed. */
export type BlockTransaction = Awaited<ReturnType<CometClient["tx"]>>;

const NOT_FOUND = /not found/i;

/** By the node's index; undefined: it does not know the transaction, yet. */
export async function find(comet: CometClient, transaction: string): Promise<BlockTransaction | undefined> {
  try {
    return await comet.tx({ hash: fromHex(transaction) });
  } catch (error) {
    if (error instanceof Error && NOT_FOUND.test(error.message)) return undefined;
    throw error;
  }
}

/** @throws ChainlearnError: what the transaction failed with */
export function resultOf({ hash, height, index, result }: BlockTransaction): ConnectionResult {
  const transaction = toHex(hash).toUpperCase();
  if (result.code !== 0)
    throw rejectionFromText(
      `transaction ${transaction}: codespace ${result.codespace}, code ${result.code}: ${result.log}`,
    );
  const events = result.events.map(fromTendermintEvent);
  return { transaction, height, index, gasUsed: result.gasUsed, events };
}

/**
 * Waits until a block has a transaction that was sent, and the node's index knows it.
 * @throws what the transaction failed with; ChainlearnError transaction_pending
 */
export async function included(
  comet: CometClient,
  transaction: string,
  { pollingIntervalMs, receiptTimeoutMs }: WaitingOptions,
): Promise<ConnectionResult> {
  const deadline = Date.now() + receiptTimeoutMs;
  for (;;) {
    await sleep(pollingIntervalMs, undefined, transaction);
    const found = await find(comet, transaction);
    if (found) return resultOf(found);
    if (Date.now() > deadline)
      throw new ChainlearnError(
        "transaction_pending",
        `no block has the transaction ${transaction} after ${receiptTimeoutMs} ms.`,
        { details: { transaction } },
      );
  }
}
