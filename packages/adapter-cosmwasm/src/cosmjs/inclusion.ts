import { ChainlearnError } from "@chainlearn/core";
import { fromHex } from "@cosmjs/encoding";
import { fromTendermintEvent } from "@cosmjs/stargate";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { sleep } from "../client/abort.ts";
import { rejectionFromText } from "../client/rejections.ts";
import type { ConnectionResult } from "../connection.ts";

export interface WaitingOptions {
  readonly pollMilliseconds: number;
  readonly timeoutMilliseconds: number;
}

export const SDK_WRONG_SEQUENCE = 32;

/** Another transaction of the account came in between; nothing was executed. */
export class SequenceMismatch extends Error {}

/**
 * Waits until a block has the transaction and the node's index knows it.
 * @throws what the transaction failed with; SequenceMismatch
 */
export async function included(
  comet: CometClient,
  transaction: string,
  { pollMilliseconds, timeoutMilliseconds }: WaitingOptions,
  signal?: AbortSignal,
): Promise<ConnectionResult> {
  const deadline = Date.now() + timeoutMilliseconds;
  const hash = fromHex(transaction);
  let cause: unknown;
  for (;;) {
    await sleep(pollMilliseconds, signal, `waiting for ${transaction}, which may still happen,`);
    try {
      const found = await comet.tx({ hash });
      if (found.result.code !== 0) throw failed(transaction, found.result);
      return {
        transaction,
        height: found.height,
        index: found.index,
        gasUsed: found.result.gasUsed,
        events: found.result.events.map(fromTendermintEvent),
      };
    } catch (error) {
      if (error instanceof ChainlearnError || error instanceof SequenceMismatch) throw error;
      cause = error;
    }
    if (Date.now() > deadline)
      throw new ChainlearnError(
        "chain_failure",
        `no block has the transaction ${transaction} after ${timeoutMilliseconds} ms; it may still happen.`,
        { details: { transaction }, cause },
      );
  }
}

function failed(
  transaction: string,
  result: { readonly code: number; readonly codespace?: string; readonly log?: string },
): Error {
  if (result.code === SDK_WRONG_SEQUENCE && result.codespace === "sdk")
    return new SequenceMismatch(result.log ?? "");
  return rejectionFromText(
    `transaction ${transaction}: codespace ${result.codespace}, code ${result.code}: ${result.log}`,
  );
}
