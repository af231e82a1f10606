import {
  ChainlearnError,
  cellRange,
  checkLabel,
  checkSample,
  entryBytes,
  oneCopy,
  type ResolvedModel,
  requireGrowth,
  saturate,
  startLabels,
} from "@chainlearn/core";
import type { Fuel } from "./fuel.ts";
import { modelMemory, VECTOR_SLACK } from "./memory.ts";
import { run } from "./trap.ts";

/** A copy of a model's numbers at one moment. */
export interface ModelMemento {
  /** State words, 32 bytes little-endian each. */
  readonly state: Uint8Array;
  readonly hot: BigInt64Array;
  /** Labels in use. */
  readonly labels: number;
}

/** A model in memory. Samples are canonical bytes that the caller has checked, see `checkSample`. */
export interface RunningModel {
  /** @throws ChainlearnError trap */
  predict(sample: Uint8Array): number;
  /**
   * Trains on one sample. When it traps, part of the cells may have changed: restore them.
   * @throws ChainlearnError trap, also for a label out of range
   */
  update(sample: Uint8Array, label: number): void;
  /**
   * How strongly the model prefers a label: 0 or more exactly where it predicts the label.
   * @throws ChainlearnError trap, also for a label out of range; unsupported where the kernel exports no `margin`
   */
  margin(sample: Uint8Array, label: number): bigint;
  /** All 256-bit state words. */
  words(): bigint[];
  /** Writes state words from number `first` on. */
  setWords(first: number, words: readonly bigint[]): void;
  /** Bytes of the state as it lies in memory, cells little-endian one behind the other. */
  stateBytes(at: number, length: number): Uint8Array;
  setStateBytes(at: number, bytes: Uint8Array): void;
  /** Hot cells in manifest order. */
  hot(): bigint[];
  /** Sets all hot cells; they saturate to their bits. */
  setHot(values: readonly bigint[]): void;
  /** Labels in use: 0 to labels - 1. */
  labels(): number;
  /**
   * Says which labels are in use from here on.
   * @param labels the composition's startClasses to its classes
   * @throws ChainlearnError unsupported where the composition does not grow; label_out_of_range
   */
  setLabels(labels: number): void;
  snapshot(): ModelMemento;
  restore(memento: ModelMemento): void;
  /**
   * Copies `count` samples and labels into the model's memory; see {@link packBatch}. Loading others ends what is
   * loaded now.
   */
  load(batch: Uint8Array, count: number): LoadedBatch;
}

/** Samples in a model's memory. They are checked whenever they are used, in the pass that reads them. */
export interface LoadedBatch {
  /**
   * Trains on all of them, in order. When it fails, it has trained on none.
   * @throws ChainlearnError the code of `checkSample`, label_out_of_range, or trap
   */
  update(): void;
  /**
   * Predictions for all of them.
   * @throws ChainlearnError the code of `checkSample`, or trap
   */
  predict(): Uint32Array;
}

interface LinkedExports {
  readonly memory: WebAssembly.Memory;
  predictSample(length: number): number;
  updateSample(length: number, label: number): void;
  marginSample?(length: number, label: number): bigint;
  /** Number of samples predicted: less than `count` where the next one is none. */
  predictBatch(at: number, count: number, out: number): number;
  updateBatch(at: number, count: number): number;
}

const PAGE = 65_536;
const WORD_BYTES = 32;
const HEADER = 8;
const padded = (length: number): number => (length + 3) & ~3;

/** Samples and labels as {@link RunningModel.load} takes them: u32 length, u32 label, bytes padded to a multiple of 4. */
export function packBatch(
  items: readonly { readonly sample: Uint8Array; readonly label: number }[],
): Uint8Array {
  const size = items.reduce((sum, { sample }) => sum + HEADER + padded(sample.length), 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { sample, label } of items) {
    view.setUint32(at, sample.length, true);
    view.setUint32(at + 4, label, true);
    bytes.set(sample, at + HEADER);
    at += HEADER + padded(sample.length);
  }
  return bytes;
}

class LinkedModel implements RunningModel {
  readonly #exports: LinkedExports;
  readonly #composition: ResolvedModel;
  readonly #at: ReturnType<typeof modelMemory>;
  #bytes: Uint8Array;
  #loaded: LoadedBatch | undefined;
  readonly #fuel: Fuel | undefined;
  readonly #scratchCells: number;

  constructor(linked: Uint8Array, composition: ResolvedModel, fuel: Fuel | undefined) {
    const module = new WebAssembly.Module(linked as Uint8Array<ArrayBuffer>);
    const instance = new WebAssembly.Instance(module, fuel?.imports);
    this.#fuel = fuel;
    this.#exports = instance.exports as unknown as LinkedExports;
    this.#composition = composition;
    const { model, shape } = composition;
    this.#scratchCells = model.manifest.scratch(shape);
    this.#at = modelMemory(model.manifest, shape);
    this.#bytes = new Uint8Array(this.#exports.memory.buffer);
    this.#reserve(this.#at.batch);
    const bounds = composition.layout.hot.map(cellRange).flatMap(({ min, max }) => [min, max]);
    new BigInt64Array(this.#exports.memory.buffer, this.#at.bounds, bounds.length).set(bounds);
    this.setHot(composition.layout.hot.map(() => 0n));
    this.#writeLabels(startLabels(composition));
  }

  predict(sample: Uint8Array): number {
    this.#bring(sample, "predict");
    return run("predict", () => this.#exports.predictSample(sample.length), this.#fuel);
  }

  update(sample: Uint8Array, label: number): void {
    this.#bring(sample, "update");
    run("update", () => this.#exports.updateSample(sample.length, label), this.#fuel);
  }

  margin(sample: Uint8Array, label: number): bigint {
    const { marginSample } = this.#exports;
    if (!marginSample)
      throw new ChainlearnError("unsupported", "this model does not tell how strongly it prefers a label.");
    this.#bring(sample, "margin");
    return run("margin", () => marginSample(sample.length, label), this.#fuel);
  }

  words(): bigint[] {
    const view = this.#view();
    return Array.from({ length: this.#composition.layout.stateWords }, (_, w) => {
      const at = this.#at.state + w * WORD_BYTES;
      let word = 0n;
      for (let part = 24; part >= 0; part -= 8) word = (word << 64n) | view.getBigUint64(at + part, true);
      return word;
    });
  }

  setWords(first: number, words: readonly bigint[]): void {
    if (first < 0 || first + words.length > this.#composition.layout.stateWords)
      throw new ChainlearnError(
        "wrong_chunk",
        `there are no state words ${first} to ${first + words.length - 1}.`,
      );
    const view = this.#view();
    words.forEach((word, i) => {
      const at = this.#at.state + (first + i) * WORD_BYTES;
      for (let part = 0; part < 4; part++) view.setBigUint64(at + 8 * part, word >> BigInt(64 * part), true);
    });
  }

  stateBytes(at: number, length: number): Uint8Array {
    const { state, end } = this.#at;
    return this.#bytes.slice(state + at, Math.min(end, state + at + length));
  }

  setStateBytes(at: number, bytes: Uint8Array): void {
    const { state, end } = this.#at;
    this.#bytes.set(bytes.subarray(0, Math.max(0, end - state - at)), state + at);
  }

  hot(): bigint[] {
    return [...this.#hotCells()];
  }

  setHot(values: readonly bigint[]): void {
    const { hot } = this.#composition.layout;
    if (values.length !== hot.length)
      throw new ChainlearnError(
        "initial_state_malformed",
        `${values.length} hot cells; there are ${hot.length}.`,
      );
    this.#hotCells().set(values.map((value, k) => saturate(value, hot[k]!)));
  }

  labels(): number {
    return this.#view().getInt32(this.#at.labels, true);
  }

  setLabels(labels: number): void {
    const { shape } = this.#composition;
    const { startClasses } = requireGrowth(this.#composition);
    if (!Number.isInteger(labels) || labels < startClasses || labels > shape.classes)
      throw new ChainlearnError(
        "label_out_of_range",
        `${labels} labels; ${startClasses} to ${shape.classes} are possible.`,
      );
    this.#writeLabels(labels);
  }

  snapshot(): ModelMemento {
    return {
      state: this.#bytes.slice(this.#at.state, this.#at.end),
      hot: this.#hotCells().slice(),
      labels: this.labels(),
    };
  }

  restore(memento: ModelMemento): void {
    this.#bytes.set(memento.state, this.#at.state);
    this.#hotCells().set(memento.hot);
    this.#writeLabels(memento.labels);
  }

  load(batch: Uint8Array, count: number): LoadedBatch {
    const at = this.#at.batch;
    const out = at + padded(batch.length) + VECTOR_SLACK;
    const { maxEntries } = this.#composition.shape;
    this.#reserve(out + 4 * count);
    this.#bytes.set(batch, at);
    const loaded: LoadedBatch = {
      update: () => {
        this.#mustBeLoaded(loaded);
        const before = this.snapshot();
        try {
          this.#charge(count, maxEntries, "update");
          const trained = run("update", () => this.#exports.updateBatch(at, count), this.#fuel);
          if (trained < count) this.#refuse(batch, trained, true);
        } catch (error) {
          this.restore(before);
          throw error;
        }
      },
      predict: () => {
        this.#mustBeLoaded(loaded);
        this.#charge(count, maxEntries, "predict");
        const predicted = run("predict", () => this.#exports.predictBatch(at, count, out), this.#fuel);
        if (predicted < count) this.#refuse(batch, predicted, false);
        return new Uint32Array(this.#exports.memory.buffer.slice(out, out + 4 * count));
      },
    };
    this.#loaded = loaded;
    return loaded;
  }

  #bring(sample: Uint8Array, what: string): void {
    this.#bytes.set(sample, this.#at.sample);
    this.#charge(1, sample.length / entryBytes(this.#composition.shape), what);
  }

  /** What the host does for samples before the kernel runs: it reads them, and clears what is scratch. */
  #charge(samples: number, entries: number, what: string): void {
    this.#fuel?.setEntries(entries);
    this.#fuel?.spend(samples * (entries + this.#scratchCells), what);
  }

  #mustBeLoaded(batch: LoadedBatch): void {
    if (this.#loaded !== batch)
      throw new ChainlearnError("unsupported", "another batch has been loaded since; load this one again.");
  }

  /** Says what is wrong with the item at a position. */
  #refuse(batch: Uint8Array, position: number, trains: boolean): never {
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
    let at = 0;
    for (let k = 0; k < position; k++) at += HEADER + padded(view.getUint32(at, true));
    const length = view.getUint32(at, true);
    if (trains) checkLabel(view.getUint32(at + 4, true), { classes: this.labels() });
    checkSample(batch.subarray(at + HEADER, at + HEADER + length), this.#composition.shape);
    throw new Error(`the host refused item ${position}, which is in order`);
  }

  /** Growing detaches the buffer, so views are made again. */
  #reserve(size: number): void {
    const { memory } = this.#exports;
    const missing = Math.ceil((size - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    this.#bytes = new Uint8Array(memory.buffer);
  }

  #view(): DataView {
    return new DataView(this.#exports.memory.buffer);
  }

  #writeLabels(labels: number): void {
    this.#view().setInt32(this.#at.labels, labels, true);
  }

  #hotCells(): BigInt64Array {
    return new BigInt64Array(this.#exports.memory.buffer, this.#at.hot, this.#composition.layout.hot.length);
  }
}

/**
 * A model that runs in process, all its cells 0: one copy of it, also for compositions that keep two.
 * @param linked module of `linkModel` for the same model, shape and parameters
 * @param fuel what its kernel may use up; for modules that were linked with `metered`, and for these needed
 */
export function instantiateModel(linked: Uint8Array, composition: ResolvedModel, fuel?: Fuel): RunningModel {
  return new LinkedModel(linked, oneCopy(composition), fuel);
}
