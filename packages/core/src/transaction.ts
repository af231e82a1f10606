import type { Cancellable } from "./cancel.ts";
import type { PlacedLogEntry } from "./log.ts";

/** A signed transaction: however often its bytes are sent, it happens once at most. It is no secret. */
export interface SignedTransaction {
  /** For people: what it does, as `create`. */
  readonly what: string;
  /** Address that signed it. */
  readonly from: string;
  /** Its number among the sender's (EVM: nonce, Cosmos: sequence): of several with one number one can happen. */
  readonly number: number;
  /** Hash, as the chain writes it; found without asking anybody. */
  readonly transaction: string;
  /** Lower-case hex of what is sent. */
  readonly bytes: string;
  /** A block that was there when it was signed: none up to it has it. Absent where nobody needs to know. */
  readonly after?: number;
}

/** How something is sent. */
export interface TransactionOptions extends Cancellable {
  /**
   * Called with every transaction that is signed, before it is sent, and awaited; what it throws stops the sending.
   * It is called again when a transaction is proven never to happen and another is signed in its place, and when a stuck
   * one is replaced by one that pays more, which has the same number. Chains that sign elsewhere, or nothing at all, do
   * not call it.
   */
  readonly onSigned?: (signed: SignedTransaction) => void | Promise<void>;
  /**
   * Called with every signed transaction that is proven never to happen, and awaited: a block has another one with its
   * number, or the node has refused it and nobody else has seen it. It has charged nothing.
   */
  readonly onVoid?: (signed: SignedTransaction) => void | Promise<void>;
}

/** How what was signed before is brought to its end. */
export interface ResumeOptions extends TransactionOptions {
  /** false: nothing is sent, and nothing waited for; only what blocks have counts. Default: true. */
  readonly send?: boolean;
}

/** What a sent entry did. */
export interface TransactionResult {
  readonly transaction: string;
  /** Gas of the whole transaction, in the chain's own gas. */
  readonly gasUsed: bigint;
  /** The entries that the transaction added to the log, in order. */
  readonly entries: readonly PlacedLogEntry[];
}
