import type { InProcessModel } from "@chainlearn/adapter-local";
import {
  type ActedEntry,
  type ActInput,
  type DevChain,
  readModelState,
  type Trainer,
} from "@chainlearn/core";
import type { StoryMechanism } from "../mechanism/story-mechanism.ts";
import { Books, type OpenContribution } from "./books.ts";
import { GasMeter } from "./gas.ts";
import type { Person } from "./people.ts";
import type { PlannedContribution } from "./plan.ts";

/** Seconds between two actions of one evening. */
const PAUSE = 10;

/** One chain with the deployed spam filter, the cast, and what is known so far. */
export class Stage {
  readonly books: Books;
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
    mechanism: StoryMechanism,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.books = new Books(mechanism);
  }

  /** Seconds since the first midnight. */
  get clock(): number {
    return this.#clock;
  }

  get deployer(): string {
    return this.people[0]!.address;
  }

  get honest(): readonly Person[] {
    return this.people.filter(({ role }) => role === "honest");
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

  /** Sends an action of the mechanism a little later. */
  async act(action: string, input: ActInput): Promise<ActedEntry> {
    await this.waitUntil(this.#clock + PAUSE);
    const { gasUsed, entries } = await this.trainer.act(action, { ...input, ...this.#cancellable() });
    this.gas.add(action, gasUsed);
    this.books.enter(entries, action);
    const acted = entries.find((entry) => entry.kind === "acted");
    if (!acted) throw new Error(`${this.trainer.accountId} logged no entry of ${action}.`);
    return acted;
  }

  /** Reads the model's state from the chain, so that predictions and accuracy cost nothing. */
  async look(): Promise<void> {
    this.model.load(await readModelState(this.trainer));
  }

  #cancellable(): { signal?: AbortSignal } {
    return this.signal ? { signal: this.signal } : {};
  }
}
