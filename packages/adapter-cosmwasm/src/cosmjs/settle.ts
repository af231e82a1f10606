import { ChainlearnError, fromHex, type SignedTransaction, toHex } from "@chainlearn/core";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { sleep } from "../client/abort.ts";
import { broadcast, SDK } from "./broadcast.ts";
import { type BlockTransaction, find, type WaitingOptions } from "./inclusion.ts";

/** Until a transaction that no block has is sent again, since nodes drop some. */
const REBROADCAST_MILLISECONDS = 10_000;
/** Until one is sent again whose number the node does not expect: it may lag behind. */
const LAG_MILLISECONDS = 1_000;

export interface SettleOptions extends WaitingOptions {
  /** Called when a node has taken it. */
  readonly onSent: (transaction: string) => void;
  /** It was signed before, and may have been sent: then no refusal proves that it does not happen. */
  readonly mayBeSent?: boolean;
  /** Nothing is sent: it is looked once what blocks have. */
  readonly onlyLooks?: boolean;
}

/** What became of a transaction; it may have failed in its block. */
export type Fate =
  | { readonly kind: "included"; readonly found: BlockTransaction }
  /** Another transaction has used its number. */
  | { readonly kind: "never"; readonly by: string; readonly wasTaken: boolean }
  /** The node does not take it, and nobody else has seen it. */
  | { readonly kind: "refused"; readonly error: Error };

/** A signed transaction until a block has it, or another one with its number. */
class Settlement {
  readonly #comet: CometClient;
  readonly #signed: SignedTransaction;
  readonly #options: SettleOptions;
  /** A node may have it. */
  #open: boolean;
  /** A node has said that it has it. */
  #taken = false;
  /** A node does not expect its number. */
  #wrongNumber: boolean;
  #cause: unknown;
  /** What the newest answer says, if it is a refusal. */
  #refusal: string | undefined;

  constructor(comet: CometClient, signed: SignedTransaction, options: SettleOptions) {
    this.#comet = comet;
    this.#signed = signed;
    this.#options = options;
    this.#open = options.mayBeSent ?? false;
    this.#wrongNumber = options.onlyLooks ?? false;
  }

  async settled(signal: AbortSignal | undefined): Promise<Fate> {
    const { pollingIntervalMs, receiptTimeoutMs, onlyLooks = false } = this.#options;
    const { transaction } = this.#signed;
    const deadline = Date.now() + receiptTimeoutMs;
    let sendAt = 0;
    for (;;) {
      if (!onlyLooks) {
        if (Date.now() >= sendAt) {
          const sent = await this.#send();
          if (typeof sent === "object") return sent;
          sendAt = Date.now() + sent;
        }
        await sleep(pollingIntervalMs, signal, undefined, transaction);
      }
      try {
        const found = await find(this.#comet, transaction);
        // In a block, yet too early or too late: nothing happened, and nothing is proven.
        if (found && !isWrongNumber(found)) return { kind: "included", found };
        const by = this.#wrongNumber ? await this.#otherWithNumber() : undefined;
        if (by !== undefined) return { kind: "never", by, wasTaken: this.#taken };
      } catch (error) {
        this.#cause = error;
      }
      if (onlyLooks || Date.now() > deadline) {
        const waited = onlyLooks ? "" : ` after ${receiptTimeoutMs} ms`;
        throw new ChainlearnError(
          "transaction_pending",
          `no block has the transaction ${transaction}${waited}.${this.#wayOut()}`,
          { details: { transaction }, cause: this.#cause },
        );
      }
    }
  }

  /** @returns milliseconds until it may be sent again, or that it has no sense */
  async #send(): Promise<number | Fate> {
    const { transaction, bytes } = this.#signed;
    const answer = await broadcast(this.#comet, fromHex(bytes));
    if (answer.kind !== "taken") this.#cause = answer.cause;
    this.#refusal = answer.kind === "refused" ? answer.text : undefined;
    switch (answer.kind) {
      case "taken":
        this.#open = true;
        this.#taken = true;
        this.#options.onSent(transaction);
        return REBROADCAST_MILLISECONDS;
      case "wrong number":
        this.#wrongNumber = true;
        return LAG_MILLISECONDS;
      case "refused":
        if (!this.#open) return { kind: "refused", error: answer.cause };
        return REBROADCAST_MILLISECONDS;
      case "unknown":
        this.#open = true;
        return answer.retryAfterMilliseconds;
    }
  }

  /** Its fee is in its bytes, and a chain of the Cosmos SDK replaces none that waits. */
  #wayOut(): string {
    if (this.#refusal === undefined) return "";
    const { from, number } = this.#signed;
    return ` The node refuses it now (${this.#refusal}), and may take the same bytes later. It can happen until a block has another transaction of ${from} with the sequence number ${number}: send one, as with a wallet, and go on then.`;
  }

  /** By the node's index, which would name this one too. */
  async #otherWithNumber(): Promise<string | undefined> {
    const { from, number, transaction } = this.#signed;
    const { txs } = await this.#comet.txSearch({ query: `tx.acc_seq='${from}/${number}'` });
    return txs
      .filter((one) => !isWrongNumber(one))
      .map(({ hash }) => toHex(hash).toUpperCase())
      .find((hash) => hash !== transaction);
  }
}

const isWrongNumber = ({ result: { code, codespace } }: BlockTransaction): boolean =>
  code === SDK.wrongSequence && codespace === "sdk";

/**
 * Sends a signed transaction, again and again if need be, until it is known what becomes of it. Its number is in its
 * bytes, so that it happens once at most.
 * @throws ChainlearnError transaction_pending, aborted
 */
export const settle = (
  comet: CometClient,
  signed: SignedTransaction,
  options: SettleOptions,
  signal?: AbortSignal,
): Promise<Fate> => new Settlement(comet, signed, options).settled(signal);
