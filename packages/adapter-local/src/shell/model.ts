import type { ModelLayout } from "@chainlearn/core";
import type { Fuel, ModelMemento, RunningModel } from "@chainlearn/kernel";
import { COPY_BYTES, joinWords, splitWords } from "./copies.ts";
import type { Journal } from "./journal.ts";

/** Changes after which new checkpoints are taken: bounds what a rollback has to repeat. */
const CHANGES_PER_CHECKPOINT = 256;

interface Update {
  readonly which: number;
  readonly sample: Uint8Array;
  readonly label: number;
}

interface Assignment {
  readonly from: number;
  readonly to: number;
  readonly first: number;
  readonly count: number;
}

/**
 * The model, one copy of it or two, with calls that can be taken back. Its state is memory that only the kernel writes,
 * so there is nothing to note word by word. Instead: one checkpoint now and then, and the changes since. Training is
 * deterministic, so restoring the checkpoint and repeating the changes that count gives the state before the failed call,
 * bit by bit. Calls that fail after training are rare; all others cost nothing here.
 */
export class JournaledModel {
  readonly #copies: readonly RunningModel[];
  readonly #layout: ModelLayout;
  readonly #journal: Journal;
  readonly #fuel: Fuel | undefined;
  #checkpoint: readonly ModelMemento[] | undefined;
  readonly #since: (Update | Assignment)[] = [];
  /** The call that has noted how to rewind. */
  #notedCall = -1;

  /**
   * @param copies as many as the layout says, the served one first
   * @param fuel what the copies were given
   */
  constructor(copies: readonly RunningModel[], layout: ModelLayout, journal: Journal, fuel?: Fuel) {
    this.#copies = copies;
    this.#layout = layout;
    this.#journal = journal;
    this.#fuel = fuel;
  }

  /** @param which default: the served copy, as for all that follows */
  predict(sample: Uint8Array, which = 0): number {
    return this.#copies[which]!.predict(sample);
  }

  margin(sample: Uint8Array, label: number, which = 0): bigint {
    return this.#copies[which]!.margin(sample, label);
  }

  update(sample: Uint8Array, label: number, which = 0): void {
    this.#change({ which, sample, label });
  }

  /** Copies state words, with the last also the hot cells. */
  assign(from: number, to: number, first: number, count: number): void {
    this.#change({ from, to, first, count });
  }

  /** State words, all copies together. */
  words(): bigint[] {
    return joinWords(this.#copies, this.#layout);
  }

  hot(): bigint[] {
    return this.#copies.flatMap((copy) => copy.hot());
  }

  labels(): number {
    return this.#copies[0]!.labels();
  }

  setLabels(labels: number): void {
    const before = this.labels();
    const set = (count: number): void => this.#write(() => this.#each((copy) => copy.setLabels(count)));
    this.#journal.note(() => set(before));
    set(labels);
  }

  /** @param words that replace words which are still 0 */
  uploadWords(first: number, words: readonly bigint[]): void {
    const blank = words.map(() => 0n);
    this.#journal.note(() => this.#write(() => splitWords(this.#copies, first, blank)));
    this.#write(() => splitWords(this.#copies, first, words));
  }

  setHot(values: readonly bigint[]): void {
    const before = this.hot();
    this.#journal.note(() => this.#write(() => this.#setHot(before)));
    this.#write(() => this.#setHot(values));
  }

  #setHot(values: readonly bigint[]): void {
    const own = values.length / this.#copies.length;
    this.#each((copy, which) => copy.setHot(values.slice(which * own, (which + 1) * own)));
  }

  #each(use: (copy: RunningModel, which: number) => void): void {
    for (const [which, copy] of this.#copies.entries()) use(copy, which);
  }

  #write(change: () => void): void {
    change();
    this.#checkpoint = undefined;
  }

  #change(change: Update | Assignment): void {
    if (this.#notedCall !== this.#journal.call) this.#beginCall();
    // Counted before it runs: an update that traps half-way has changed the state too.
    this.#since.push(change);
    this.#run(change);
  }

  #run(change: Update | Assignment): void {
    if ("label" in change) this.#copies[change.which]!.update(change.sample, change.label);
    else this.#assign(change);
  }

  #assign({ from, to, first, count }: Assignment): void {
    const [source, target] = [this.#copies[from]!, this.#copies[to]!];
    const words = Math.min(count, this.#layout.stateWords - first);
    target.setStateBytes(first * COPY_BYTES, source.stateBytes(first * COPY_BYTES, words * COPY_BYTES));
    if (first + words === this.#layout.stateWords) target.setHot(source.hot());
  }

  #beginCall(): void {
    if (this.#checkpoint === undefined || this.#since.length >= CHANGES_PER_CHECKPOINT)
      this.#takeCheckpoint();
    const before = this.#since.length;
    this.#journal.note(() => this.#rewind(before));
    this.#notedCall = this.#journal.call;
  }

  #takeCheckpoint(): void {
    this.#checkpoint = this.#copies.map((copy) => copy.snapshot());
    this.#since.length = 0;
  }

  #rewind(changes: number): void {
    this.#each((copy, which) => copy.restore(this.#checkpoint![which]!));
    for (const change of this.#since.slice(0, changes)) {
      // The call that failed does not pay for those before it. Each of them had enough, so none fails now.
      this.#fuel?.refill();
      this.#run(change);
    }
    // Whoever makes calls fail after training must not make every one of them repeat the same updates.
    this.#takeCheckpoint();
  }
}
