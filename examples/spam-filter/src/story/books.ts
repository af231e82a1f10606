import type { Contribution, PlacedLogEntry } from "@chainlearn/core";

/** What is known about a contribution from the log. */
export interface OpenContribution extends Contribution {
  readonly deposit: bigint;
  left: bigint;
  refunded: boolean;
  readonly reporters: Set<string>;
}

/** One account's side of the books, in units. */
export interface AccountBook {
  contributed: number;
  refunded: number;
  paid: bigint;
  received: bigint;
}

/** Keeps the books of a story from the log entries of its transactions; nothing else is known about the chain. */
export class Books {
  readonly contributions: OpenContribution[] = [];
  readonly #accounts = new Map<string, AccountBook>();

  account(address: string): AccountBook {
    const book = this.#accounts.get(address) ?? { contributed: 0, refunded: 0, paid: 0n, received: 0n };
    this.#accounts.set(address, book);
    return book;
  }

  /** Cash plus deposits that may still come back, against the start; units. */
  standing(address: string): bigint {
    const { paid, received } = this.account(address);
    const open = this.contributions.filter((contribution) => contribution.submitter === address);
    return received - paid + open.reduce((sum, { left }) => sum + left, 0n);
  }

  /** @param action name of the mechanism's action that was sent, if one was */
  enter(entries: readonly PlacedLogEntry[], action?: string): void {
    for (const entry of entries) {
      if (entry.kind === "dataAdded") {
        const { id, time, actor, label, sample, cost } = entry;
        const book = this.account(actor);
        book.contributed += 1;
        book.paid += cost;
        this.contributions.push({
          id,
          time,
          submitter: actor,
          label,
          sample,
          deposit: cost,
          left: cost,
          refunded: false,
          reporters: new Set(),
        });
      } else if (entry.kind === "acted") {
        const contribution = this.contributions.find(({ id }) => id === entry.id);
        if (!contribution) continue;
        const book = this.account(entry.actor);
        book.received += entry.amount;
        contribution.left -= entry.amount;
        if (action === "refund") {
          contribution.refunded = true;
          book.refunded += 1;
        }
        if (action === "report") contribution.reporters.add(entry.actor);
      }
    }
  }
}
