import type { Contribution, PlacedLogEntry } from "@chainlearn/core";
import type { StoryMechanism } from "../mechanism/story-mechanism.ts";

/** What is known about a contribution from the log. */
export interface OpenContribution extends Contribution {
  /** Units of the deposit that may still come back. */
  left: bigint;
  /** The model came to agree with it. */
  agreed: boolean;
  /** Who has claimed it. */
  readonly claimants: Set<string>;
}

/** One account's side of the books, in units. */
export interface AccountBook {
  contributed: number;
  agreed: number;
  paid: bigint;
  received: bigint;
  /** Part of `paid` that comes back, as a bond. */
  pledged: bigint;
}

/** Keeps the books of a story from the log entries of its transactions; nothing else is known about the chain. */
export class Books {
  readonly contributions: OpenContribution[] = [];
  readonly #accounts = new Map<string, AccountBook>();
  readonly #mechanism: Pick<StoryMechanism, "effect" | "pledged">;

  constructor(mechanism: Pick<StoryMechanism, "effect" | "pledged">) {
    this.#mechanism = mechanism;
  }

  account(address: string): AccountBook {
    const book = this.#accounts.get(address) ?? {
      contributed: 0,
      agreed: 0,
      paid: 0n,
      received: 0n,
      pledged: 0n,
    };
    this.#accounts.set(address, book);
    return book;
  }

  /** Cash plus deposits that may still come back, against the start; units. */
  standing(address: string): bigint {
    const { paid, received, pledged } = this.account(address);
    const open = this.contributions.filter((contribution) => contribution.submitter === address);
    return received - paid + pledged + open.reduce((sum, { left }) => sum + left, 0n);
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
          ...{ id, time, submitter: actor, label, sample },
          ...{ left: cost, agreed: false, claimants: new Set() },
        });
      } else if (entry.kind === "acted" && action !== undefined) {
        const actor = this.account(entry.actor);
        actor.paid += entry.paid;
        const contribution = this.contributions.find(({ id }) => id === entry.id);
        if (!contribution) {
          actor.received += entry.amount;
          actor.pledged += this.#mechanism.pledged(action, entry);
          continue;
        }
        const { receiver, left, agreed } = this.#mechanism.effect(action, entry, contribution);
        this.account(receiver).received += entry.amount;
        if (agreed && !contribution.agreed) this.account(contribution.submitter).agreed += 1;
        contribution.left = left;
        contribution.agreed ||= agreed;
        contribution.claimants.add(entry.actor);
      }
    }
  }
}
