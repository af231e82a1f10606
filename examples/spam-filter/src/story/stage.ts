import type { InProcessModel } from "@chainlearn/adapter-local";
import { type DevChain, readModelState, type Trainer } from "@chainlearn/core";
import { Books, type OpenContribution } from "./books.ts";
import { GasMeter } from "./gas.ts";
import type { Person } from "./people.ts";
import type { PlannedContribution } from "./plan.ts";

/** Seconds between two claims of one evening. */
const PAUSE = 10;

/** One chain with the deployed spam filter, the cast, and what is known so far. */
export class Stage {
  readonly books = new Books();
  readonly gas = new GasMeter();
  /** Seconds since the first midnight. */
  #clock = 0;

  constructor(
    readonly chain: DevChain,
    readonly trainer: Trainer,
    readonly people: readonly Person[],
    /** The model as the chain had it at the last look. */
    readonly model: InProcessModel,
    /** Chain time of the first midnight. */
    private readonly firstMidnight: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Seconds since the first midnight. */
  get clock(): number {
    return this.#clock;
  }

  /** Everybody who contributes; the last one flips labels. */
  get contributors(): readonly Person[] {
    return this.people.slice(1);
  }

  async waitUntil(clock: number): Promise<void> {
    this.signal?.throwIfAborted();
    this.#clock = clock;
    await this.chain.setTime(this.firstMidnight + clock);
  }

  age(contribution: OpenContribution): number {
    return this.firstMidnight + this.#clock - contribution.time;
  }

  async contribute(planned: PlannedContribution): Promise<void> {
    await this.waitUntil(planned.time);
    const { gasUsed, entries } = await this.trainer.addData({
      from: this.contributors[planned.contributor]!.address,
      sample: planned.sample,
      label: planned.claimed,
      ...this.#cancellable(),
    });
    this.gas.add("addData", gasUsed);
    this.books.enter(entries);
  }

  async claim(
    action: "refund" | "report" | "take",
    from: string,
    contribution: OpenContribution,
  ): Promise<void> {
    await this.waitUntil(this.#clock + PAUSE);
    const { gasUsed, entries } = await this.trainer.act(action, {
      from,
      contribution,
      ...this.#cancellable(),
    });
    this.gas.add(action, gasUsed);
    this.books.enter(entries, action);
  }

  /** Reads the model's state from the chain, so that predictions and accuracy cost nothing. */
  async look(): Promise<void> {
    this.model.load(await readModelState(this.trainer));
  }

  #cancellable(): { signal?: AbortSignal } {
    return this.signal ? { signal: this.signal } : {};
  }
}
