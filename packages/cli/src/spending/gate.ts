import { ChainlearnError } from "@chainlearn/core";

/** A transaction that is about to be signed. Amounts are base units. */
export interface Proposal {
  /** Account and number of the transaction: of those with the same slot only one can happen. */
  readonly slot: string;
  /** What goes to the contract. */
  readonly payment: bigint;
  /** The most that the chain can charge for it. */
  readonly fee: bigint;
  /** Gas limit; 0 where nothing is charged for gas. */
  readonly gas: bigint;
}

/** Slot of a transaction: of those with the same one only one can happen. */
export const slotOf = (from: string, number: bigint | number): string => `${from}/${number}`;

/** What a simulation ends with in place of a signature. */
class NotSigned extends ChainlearnError {
  constructor() {
    super("aborted", "the transaction was simulated and not signed.");
  }
}

type Mode =
  | { readonly kind: "closed" }
  | { readonly kind: "simulating"; found: Proposal | undefined }
  | { readonly kind: "open"; readonly most: bigint };

/**
 * Stands before every signature: nothing is signed before it was opened, and never more than it was opened for. A
 * transaction counts with the most that it can cost until the chain says what it did cost.
 */
export class Gate {
  #mode: Mode = { kind: "closed" };
  readonly #costs = new Map<string, bigint>();
  #hasSigned = false;

  /** Base units that everything signed so far costs at most. */
  get spent(): bigint {
    return [...this.#costs.values()].reduce((sum, cost) => sum + cost, 0n);
  }

  /** Whether anything was approved to be signed: what belongs to it is kept then, also when it counts no more. */
  get hasSigned(): boolean {
    return this.#hasSigned;
  }

  /** From now on transactions are signed, as long as all together cost at most so much. */
  open(most: bigint): void {
    this.#mode = { kind: "open", most };
  }

  /**
   * Runs something that sends, up to its first signature.
   * @returns what would have been signed; undefined when nothing needed a signature
   * @throws whatever the chain refuses it with
   */
  async simulate(run: () => Promise<unknown>): Promise<Proposal | undefined> {
    if (this.#mode.kind !== "closed")
      throw new ChainlearnError("aborted", "a simulation has to come before anything is signed.");
    const mode: Mode = { kind: "simulating", found: undefined };
    this.#mode = mode;
    try {
      await run();
    } catch (error) {
      if (!(error instanceof NotSigned)) throw error;
    } finally {
      this.#mode = { kind: "closed" };
    }
    return mode.found;
  }

  /**
   * Asks for a signature.
   * @throws ChainlearnError spend_limit when it could cost more than what is left; aborted when nothing may be signed
   */
  approve(proposal: Proposal): void {
    const mode = this.#mode;
    if (mode.kind === "simulating") mode.found ??= proposal;
    if (mode.kind !== "open") throw new NotSigned();
    const cost = proposal.payment + proposal.fee;
    const before = this.#costs.get(proposal.slot) ?? 0n;
    const total = this.spent - before + (cost > before ? cost : before);
    if (total > mode.most)
      throw new ChainlearnError(
        "spend_limit",
        `this transaction costs at most ${cost} base units; ${mode.most - (this.spent - before)} of ${mode.most} are left.`,
        { details: { limit: mode.most, spent: this.spent, next: cost } },
      );
    this.#costs.set(proposal.slot, cost > before ? cost : before);
    this.#hasSigned = true;
  }

  /** What was signed for a slot can never happen, so that it costs nothing. */
  release(slot: string): void {
    this.#costs.delete(slot);
  }

  /** Whether something counts that was signed for a slot. */
  counts(slot: string): boolean {
    return this.#costs.has(slot);
  }

  /** The chain has charged so much for what was signed for a slot. */
  settle(slot: string, cost: bigint): void {
    if (this.#costs.has(slot)) this.#costs.set(slot, cost);
  }
}
