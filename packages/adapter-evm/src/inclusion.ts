import { ChainlearnError, type SignedTransaction, throwIfAborted, untilAborted } from "@chainlearn/core";
import {
  type Address,
  BaseError,
  type Hex,
  type PublicClient,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from "viem";
import { broadcast, retryAfter, wordsOf } from "./broadcast.ts";
import type { Growing } from "./head.ts";
import { numberUse } from "./number-use.ts";
import { pause } from "./wait.ts";

const FIRST_POLL_MS = 2;
/** Blocks that have to follow come so much later than they should at most. */
const LATE_BLOCKS = 2;

/** How a transaction is waited for. All in milliseconds but the first. */
export interface InclusionOptions {
  /** Blocks that have to have it or follow it. */
  readonly confirmations: number;
  /** Of the chain. */
  readonly blockTime: number;
  /** Longest pause between two looks for a receipt. */
  readonly poll: number;
  /** Longest wait for a block that has it. The blocks that have to follow have a time of their own. */
  readonly timeout: number;
  /** Until a transaction that no block has is sent again. */
  readonly rebroadcast: number;
  /** Until one that no block has is replaced by one that pays more. */
  readonly replaceAfter: number;
}

/** What became of a transaction. */
export type Fate =
  | { readonly kind: "included"; readonly receipt: TransactionReceipt }
  /** Another transaction has used its number. */
  | { readonly kind: "never"; readonly by: Hex; readonly wasTaken: boolean }
  /** The node does not take it, and nobody else has seen it. */
  | { readonly kind: "refused"; readonly error: unknown };

export interface Waiting {
  readonly client: PublicClient;
  /** Makes no request again: whoever looks from time to time looks at the time and the signal in between. */
  readonly onceClient: PublicClient;
  readonly head: Growing;
  readonly options: InclusionOptions;
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
  /** It was signed before, and may have been sent: then no refusal proves that it does not happen. */
  readonly mayBeSent?: boolean;
  /** Nothing is sent: it is looked once what blocks have. */
  readonly onlyLooks?: boolean;
  /** Signs what pays more than the newest one and has its number; undefined: it cannot. */
  readonly replace?: (() => Promise<SignedTransaction | undefined>) | undefined;
}

/** A signed transaction, and those that have replaced it, until one of them is in a block or none can be any more. */
class Inclusion {
  readonly #waiting: Waiting;
  readonly #attempts: SignedTransaction[];
  /** A node has said that it has it. */
  #taken = false;
  /** A node may have it: an answer is missing. */
  #open: boolean;
  /** A node has said that its number is used. */
  #used = false;
  #cause: unknown;
  /** A node wants to be left alone until then. */
  #notBefore = 0;
  /** The block that has it, and how many have it or follow it. */
  #there: { readonly block: number; readonly confirmations: number } | undefined;

  constructor(waiting: Waiting, signed: readonly SignedTransaction[]) {
    this.#waiting = waiting;
    this.#attempts = [...signed];
    this.#open = waiting.mayBeSent ?? false;
    this.#used = waiting.onlyLooks ?? false;
  }

  get #newest(): SignedTransaction {
    return this.#attempts.at(-1)!;
  }

  async settled(): Promise<Fate> {
    const { options, signal, onlyLooks = false } = this.#waiting;
    const began = Date.now();
    let deadline = began + (onlyLooks ? 0 : options.timeout);
    let sendAt = 0;
    let replaceAt = began + options.replaceAfter;
    let wasThere = false;
    for (let wait = FIRST_POLL_MS; ; wait = Math.min(2 * wait, options.poll)) {
      if (!onlyLooks && Date.now() >= sendAt) {
        const sent = await this.#send();
        if (typeof sent === "object") return sent;
        sendAt = Date.now() + sent;
      }
      const receipt = await this.#receipt();
      if (receipt) {
        const block = Number(receipt.blockNumber);
        this.#waiting.head.note(block);
        const confirmations = await this.#confirmations(block);
        if (confirmations >= options.confirmations) return { kind: "included", receipt };
        this.#there = { block, confirmations };
        const following = LATE_BLOCKS * options.confirmations * options.blockTime;
        if (!wasThere && !onlyLooks) deadline = Math.max(deadline, Date.now() + following);
      } else {
        this.#there = undefined;
        // A block that had it was taken back; it may have left the pools too.
        if (wasThere) sendAt = 0;
        const by = this.#used ? await this.#usedByOther() : undefined;
        if (by) return { kind: "never", by, wasTaken: this.#taken };
        if (!onlyLooks && Date.now() >= replaceAt) {
          replaceAt = Date.now() + options.replaceAfter;
          if (await this.#replace()) sendAt = 0;
        }
      }
      wasThere = receipt !== undefined;
      const { transaction } = this.#newest;
      throwIfAborted(signal, undefined, transaction);
      const now = Date.now();
      if (now >= deadline) throw this.#pending(transaction, now - began);
      await pause(Math.min(Math.max(wait, this.#notBefore - now), deadline - now), signal);
      throwIfAborted(signal, undefined, transaction);
    }
  }

  /** @returns milliseconds until it may be sent again, or that it has no sense */
  async #send(): Promise<number | Fate> {
    const { client, options } = this.#waiting;
    const answers = await broadcast(client, `0x${this.#newest.bytes}`);
    const [first] = answers;
    // Nobody has it, so it is certain that it does not happen.
    const isCertain = !this.#taken && !this.#open && this.#attempts.length === 1;
    if (isCertain && first!.kind === "refused" && answers.every(({ kind }) => kind === "refused"))
      return { kind: "refused", error: first!.error };
    let again = options.rebroadcast;
    for (const answer of answers) {
      if ("error" in answer) this.#cause = answer.error;
      if (answer.kind === "taken") this.#taken = true;
      if (answer.kind === "used") this.#used = true;
      if (answer.kind !== "unknown") continue;
      // Whoever may have it counts more than those that do not.
      this.#open = true;
      again = answer.retryAfterMs;
    }
    return this.#taken ? options.rebroadcast : again;
  }

  /** Whoever looks only once must not take a failure for an answer. */
  get #client(): PublicClient {
    const { client, onceClient, onlyLooks } = this.#waiting;
    return onlyLooks ? client : onceClient;
  }

  async #receipt(): Promise<TransactionReceipt | undefined> {
    for (const { transaction } of this.#attempts) {
      try {
        return await this.#client.getTransactionReceipt({ hash: transaction as Hex });
      } catch (error) {
        if (!(error instanceof TransactionReceiptNotFoundError)) this.#failed(error);
      }
    }
    return undefined;
  }

  #failed(error: unknown): void {
    this.#cause = error;
    if (error instanceof BaseError) this.#notBefore = Date.now() + retryAfter(error);
  }

  /** Blocks that have it or follow it, as far as a node knows. */
  async #confirmations(block: number): Promise<number> {
    const { head, options } = this.#waiting;
    if (options.confirmations <= 1) return 1;
    try {
      const newest = Number(await this.#client.getBlockNumber({ cacheTime: 0 }));
      head.note(newest);
      return Math.max(1, newest - block + 1);
    } catch (error) {
      this.#failed(error);
      return 1;
    }
  }

  /** Hash of another transaction that has used the number for good. */
  async #usedByOther(): Promise<Hex | undefined> {
    const { client, options, signal } = this.#waiting;
    const { from, number, after = 0 } = this.#attempts[0]!;
    try {
      const use = await untilAborted(signal && { signal }, () =>
        numberUse(client, from as Address, number, after),
      );
      if (!use || this.#attempts.some(({ transaction }) => transaction === use.transaction)) return undefined;
      return (await this.#confirmations(use.block)) >= options.confirmations ? use.transaction : undefined;
    } catch (error) {
      this.#cause = error;
      return undefined;
    }
  }

  async #replace(): Promise<boolean> {
    try {
      const dearer = await this.#waiting.replace?.();
      if (dearer) this.#attempts.push(dearer);
      return dearer !== undefined;
    } catch (error) {
      // As spend_limit: the one that was sent is still good.
      this.#cause = error;
      return false;
    }
  }

  #pending(transaction: string, waitedMs: number): ChainlearnError {
    const { what, options, onlyLooks } = this.#waiting;
    const there = this.#there;
    const waited = onlyLooks ? "" : ` after ${waitedMs} ms`;
    const words = wordsOf(this.#cause);
    const said = words === undefined ? "" : ` A node said: "${words}".`;
    const state = there
      ? `block ${there.block} has the transaction ${transaction}, with ${there.confirmations} of ${options.confirmations} confirmations`
      : `no block has the transaction ${transaction}`;
    return new ChainlearnError("transaction_pending", `${what}: ${state}${waited}.${said}`, {
      details: { transaction, ...there },
      ...(this.#cause === undefined ? {} : { cause: this.#cause }),
    });
  }
}

/**
 * Sends the newest of the signed transactions with one number, again and again if need be, until it is known what
 * becomes of them.
 * @throws ChainlearnError transaction_pending, aborted
 */
export const settle = (waiting: Waiting, signed: readonly SignedTransaction[]): Promise<Fate> =>
  new Inclusion(waiting, signed).settled();
