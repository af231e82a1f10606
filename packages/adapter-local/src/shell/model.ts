import type { ModelMemento, RunningModel } from "@chainlearn/kernel";
import type { Journal } from "./journal.ts";

/** Updates after which a new copy of the state is taken: bounds what a rollback has to repeat. */
const UPDATES_PER_CHECKPOINT = 256;

interface Update {
  readonly sample: Uint8Array;
  readonly label: number;
}

/**
 * The model, with calls that can be taken back. Its state is memory that only the kernel writes, so there is nothing
 * to note word by word. Instead: one copy now and then, and the updates since. Training is deterministic, so
 * restoring the copy and repeating the updates that count gives the state before the failed call, bit by bit. Calls
 * that fail after training are rare; all others cost nothing here.
 */
export class JournaledModel {
  readonly #model: RunningModel;
  readonly #journal: Journal;
  #checkpoint: ModelMemento | undefined;
  readonly #since: Update[] = [];
  /** The call that has noted how to rewind. */
  #notedCall = -1;

  constructor(model: RunningModel, journal: Journal) {
    this.#model = model;
    this.#journal = journal;
  }

  predict(sample: Uint8Array): number {
    return this.#model.predict(sample);
  }

  update(sample: Uint8Array, label: number): void {
    if (this.#notedCall !== this.#journal.call) this.#beginCall();
    // Counted before it runs: an update that traps half-way has changed the state too.
    this.#since.push({ sample, label });
    this.#model.update(sample, label);
  }

  words(): bigint[] {
    return this.#model.words();
  }

  hot(): bigint[] {
    return this.#model.hot();
  }

  labels(): number {
    return this.#model.labels();
  }

  setLabels(labels: number): void {
    const before = this.#model.labels();
    this.#journal.note(() => this.#write(() => this.#model.setLabels(before)));
    this.#write(() => this.#model.setLabels(labels));
  }

  /** @param words that replace words which are still 0 */
  uploadWords(first: number, words: readonly bigint[]): void {
    const blank = words.map(() => 0n);
    this.#journal.note(() => this.#write(() => this.#model.setWords(first, blank)));
    this.#write(() => this.#model.setWords(first, words));
  }

  setHot(values: readonly bigint[]): void {
    const before = this.#model.hot();
    this.#journal.note(() => this.#write(() => this.#model.setHot(before)));
    this.#write(() => this.#model.setHot(values));
  }

  #write(change: () => void): void {
    change();
    this.#checkpoint = undefined;
  }

  #beginCall(): void {
    if (this.#checkpoint === undefined || this.#since.length >= UPDATES_PER_CHECKPOINT)
      this.#takeCheckpoint();
    const before = this.#since.length;
    this.#journal.note(() => this.#rewind(before));
    this.#notedCall = this.#journal.call;
  }

  #takeCheckpoint(): void {
    this.#checkpoint = this.#model.snapshot();
    this.#since.length = 0;
  }

  #rewind(updates: number): void {
    this.#model.restore(this.#checkpoint!);
    for (const { sample, label } of this.#since.slice(0, updates)) this.#model.update(sample, label);
    // Whoever makes calls fail after training must not make every one of them repeat the same updates.
    this.#takeCheckpoint();
  }
}
