import { ChainlearnError, type SignedTransaction, throwIfAborted } from "@chainlearn/core";
import {
  type Address,
  type Hex,
  type PublicClient,
  type TransactionReceipt,
  TransactionReceiptNotFoundError,
} from "viem";
import { broadcast, wordsOf } from "./broadcast.ts";
import type { Growing } from "./head.ts";
import { numberUse } from "./number-use.ts";
import { pause } from "./wait.ts";

const FIRST_POLL_MS = 2;

/** How a transaction is waited for. All in milliseconds but the first. */
export interface InclusionOptions {
  /** Blocks that have to have it or follow it. */
  readonly confirmations: number;
  /** Longest pause between two looks for a receipt. */
  readonly poll: number;
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

interface Waiting {
  readonly client: PublicClient;
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
    const deadline = Date.now() + (onlyLooks ? 0 : options.timeout);
    let sendAt = 0;
    let replaceAt = Date.now() + options.replaceAfter;
    let wasThere = false;
    for (let wait = FIRST_POLL_MS; ; wait = Math.min(2 * wait, options.poll)) {
      if (!onlyLooks && Date.now() >= sendAt) {
        const sent = await this.#send();
        if (typeof sent === "object") return sent;
        sendAt = Date.now() + sent;
      }
      const receipt = await this.#receipt();
      if (receipt) {
        this.#waiting.head.note(Number(receipt.blockNumber));
        if (await this.#confirmed(Number(receipt.blockNumber))) return { kind: "included", receipt };
      } else {
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
      if (Date.now() >= deadline) throw this.#pending(transaction);
      await pause(wait, signal);
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

  async #receipt(): Promise<TransactionReceipt | undefined> {
    for (const { transaction } of this.#attempts) {
      try {
        return await this.#waiting.client.getTransactionReceipt({ hash: transaction as Hex });
      } catch (error) {
        if (!(error instanceof TransactionReceiptNotFoundError)) this.#cause = error;
      }
    }
    return undefined;
  }

  async #confirmed(block: number): Promise<boolean> {
    const { head, options } = this.#waiting;
    if (options.confirmations <= 1) return true;
    try {
      return (await head.newest()) - block + 1 >= options.confirmations;
    } catch (error) {
      this.#cause = error;
      return false;
    }
  }

  /** Hash of another transaction that has used the number for good. */
  async #usedByOther(): Promise<Hex | undefined> {
    const { from, number, after = 0 } = this.#attempts[0]!;
    try {
      const use = await numberUse(this.#waiting.client, from as Address, number, after);
      if (!use || this.#attempts.some(({ transaction }) => transaction === use.transaction)) return undefined;
      return (await this.#confirmed(use.block)) ? use.transaction : undefined;
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

  #pending(transaction: string): ChainlearnError {
    const { what, options, onlyLooks } = this.#waiting;
    const waited = onlyLooks ? "" : ` after ${options.timeout} ms`;
    const words = wordsOf(this.#cause);
    const said = words === undefined ? "" : ` A node said: "${words}".`;
    return new ChainlearnError(
      "transaction_pending",
      `${what}: no block has the transaction ${transaction}${waited}.${said}`,
      { details: { transaction }, ...(this.#cause === undefined ? {} : { cause: this.#cause }) },
    );
  }
}

/**
 * Sends the newest of the signed transactions with one number, again and again if need be, until it is known what
 * becomes of them.
 * @throws ChainlearnError transaction_pending, aborted
 */
export const settle = (waiting: Waiting, signed: readonly SignedTransaction[]): Promise<Fate> =>
  new Inclusion(waiting, signed).settled();
