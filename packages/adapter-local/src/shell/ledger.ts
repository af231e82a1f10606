import type { Accounts } from "./accounts.ts";
import type { Journal } from "./journal.ts";
import type { Records } from "./records.ts";

/** The contract's own books in units; see {@link Ledger.books}. */
export interface Books {
  /** Sent with accepted calls. */
  readonly paidIn: bigint;
  /** Delivered. */
  readonly paidOut: bigint;
  /** Left of all deposits, and all credits. */
  readonly owed: bigint;
  /**
   * paidIn - paidOut - owed: what the mechanism keeps on accounts of its own, as an escrow. 0 for mechanisms that only
   * hand deposits on; negative means that it promised more than it took.
   */
  readonly heldByMechanism: bigint;
}

/** Counts what came in and what went out. */
export class Ledger {
  readonly #journal: Journal;
  readonly #records: Records;
  readonly #accounts: Accounts;
  #paidIn = 0n;
  #paidOut = 0n;

  constructor(journal: Journal, records: Records, accounts: Accounts) {
    this.#journal = journal;
    this.#records = records;
    this.#accounts = accounts;
  }

  payIn(units: bigint): void {
    const before = this.#paidIn;
    this.#journal.note(() => {
      this.#paidIn = before;
    });
    this.#paidIn += units;
  }

  /** @param units negative takes a delivery back that turned out to be refused */
  payOut(units: bigint): void {
    const before = this.#paidOut;
    this.#journal.note(() => {
      this.#paidOut = before;
    });
    this.#paidOut += units;
  }

  books(): Books {
    const owed = this.#records.totalLeft() + this.#accounts.totalCredit();
    return {
      paidIn: this.#paidIn,
      paidOut: this.#paidOut,
      owed,
      heldByMechanism: this.#paidIn - this.#paidOut - owed,
    };
  }
}
