import type { InProcessModel } from "@chainlearn/adapter-local";
import {
  type ActedEntry,
  type ActInput,
  type DevChain,
  initialStateOf,
  readModelState,
  type Trainer,
  WORKING,
} from "@chainlearn/core";
import { DAY } from "../composition.ts";
import type { StoryMechanism } from "../mechanism/story-mechanism.ts";
import { Books, type OpenContribution } from "./books.ts";
import { GasMeter } from "./gas.ts";
import type { Person } from "./people.ts";
import type { PlannedContribution } from "./plan.ts";

/** Seconds between two actions of one evening. */
const PAUSE = 10;

/** Something that happened once, for the report. */
export interface Milestone {
  /** The first day is 1. */
  readonly day: number;
  readonly text: string;
  /** In one word, where the picture marks it. */
  readonly mark?: string;
}

/** What a story begins with. */
export interface Setup {
  readonly chain: DevChain;
  readonly trainer: Trainer;
  readonly mechanism: StoryMechanism;
  readonly people: readonly Person[];
  /** The model as the chain served it at the last look. */
  readonly model: InProcessModel;
  /** The copy that learns, where it is not the one that is served. */
  readonly challenger: InProcessModel | undefined;
  /** Chain time of the first midnight. */
  readonly firstMidnight: number;
  readonly signal: AbortSignal | undefined;
}

/** One chain with the deployed spam filter, the cast, and what is known so far. */
export class Stage {
  readonly trainer: Trainer;
  readonly people: readonly Person[];
  readonly model: InProcessModel;
  readonly challenger: InProcessModel | undefined;
  readonly books: Books;
  readonly gas = new GasMeter();
  readonly milestones: Milestone[] = [];
  readonly #setup: Setup;
  /** Seconds since the first midnight. */
  #clock = 0;

  constructor(setup: Setup) {
    this.#setup = setup;
    this.trainer = setup.trainer;
    this.people = setup.people;
    this.model = setup.model;
    this.challenger = setup.challenger;
    this.books = new Books(setup.mechanism);
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
    this.#setup.signal?.throwIfAborted();
    this.#clock = clock;
    await this.#setup.chain.setTime(this.#setup.firstMidnight + clock);
  }

  nameOf(address: string): string {
    return this.people.find((person) => person.address === address)?.name ?? address;
  }

  /** Notes what has happened. @param mark in one word, for the picture */
  tell(text: string, mark?: string): void {
    const day = Math.floor(this.#clock / DAY) + 1;
    this.milestones.push({ day, text, ...(mark && { mark }) });
  }

  age(contribution: OpenContribution): number {
    return this.#setup.firstMidnight + this.#clock - contribution.time;
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
    this.challenger?.load(await readModelState(this.trainer, undefined, WORKING));
  }

  /** Hex of the hash of the served model, as last looked at. */
  servedHash(): string {
    return initialStateOf(this.trainer.composition, this.model.state()).hash;
  }

  #cancellable(): { signal?: AbortSignal } {
    const { signal } = this.#setup;
    return signal ? { signal } : {};
  }
}
