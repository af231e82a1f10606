import {
  type Cancellable,
  ChainlearnError,
  checkLabel,
  encodeSample,
  initialStateOf,
  type ModelState,
  oneCopy,
  type ResolvedModel,
  requireGrowth,
  type Sample,
  startLabels,
  throwIfAborted,
  wordsToCells,
} from "@chainlearn/core";
import { instantiateModel, type ModelLinker, type RunningModel } from "@chainlearn/kernel";
import { breathe } from "../breathe.ts";
import { link } from "./link.ts";

/** A sample and its label, which is in use. */
export interface LabelledSample {
  readonly sample: Sample;
  readonly label: number;
}

export interface TrainOptions extends Cancellable {
  /** Called now and then with the number of samples trained on. */
  readonly onProgress?: (done: number) => void;
}

/** Samples between two looks at the signal and two calls of `onProgress`. */
const SAMPLES_PER_STRETCH = 4_096;

/**
 * A model in this process, without a chain: the kernel that chains run, with a state of its own.
 * Samples and labels are checked as a chain checks them.
 */
export class InProcessModel {
  readonly resolved: ResolvedModel;
  readonly #running: RunningModel;

  /** @param running see {@link createModel} */
  constructor(resolved: ResolvedModel, running: RunningModel) {
    this.resolved = resolved;
    this.#running = running;
  }

  /** Labels in use: 0 to labels - 1. */
  get labels(): number {
    return this.#running.labels();
  }

  /**
   * Takes the next label into use, where the composition grows.
   * @returns the label
   * @throws ChainlearnError unsupported, classes_full
   */
  addClass(): number {
    const { labels } = this;
    const { classes } = this.resolved.shape;
    requireGrowth(this.resolved);
    if (labels === classes)
      throw new ChainlearnError("classes_full", `all of the ${classes} classes are in use.`);
    this.#running.setLabels(labels + 1);
    return labels;
  }

  /** @throws ChainlearnError for a sample that a chain refuses, with the chain's code; trap */
  predict(sample: Sample): number {
    return this.#running.predict(encodeSample(sample, this.resolved.shape));
  }

  /**
   * How strongly the model prefers a label for a sample, in units of its own: 0 or more exactly where it predicts it.
   * @throws ChainlearnError as {@link predict}; label_out_of_range; unsupported where the kernel exports no `margin`
   */
  margin(sample: Sample, label: number): bigint {
    checkLabel(label, { classes: this.labels });
    return this.#running.margin(encodeSample(sample, this.resolved.shape), label);
  }

  /**
   * Trains on one sample. A refused one changes nothing.
   * @throws ChainlearnError for a sample or label that a chain refuses, with the chain's code; trap, after which part
   * of the cells may have changed
   */
  update(sample: Sample, label: number): void {
    checkLabel(label, { classes: this.labels });
    this.#running.update(encodeSample(sample, this.resolved.shape), label);
  }

  /**
   * Trains on samples in order; stops at the first that is refused, with those before it learned.
   * @returns how many there were
   * @throws ChainlearnError as {@link update}, and aborted
   */
  async train(
    samples: Iterable<LabelledSample> | AsyncIterable<LabelledSample>,
    { signal, onProgress }: TrainOptions = {},
  ): Promise<number> {
    let done = 0;
    throwIfAborted(signal);
    for await (const { sample, label } of samples) {
      this.update(sample, label);
      done += 1;
      if (done % SAMPLES_PER_STRETCH !== 0) continue;
      onProgress?.(done);
      await breathe();
      throwIfAborted(signal);
    }
    onProgress?.(done);
    return done;
  }

  /** Share of samples, 0 to 1, that get their label; NaN without samples. */
  accuracy(samples: readonly LabelledSample[]): number {
    return samples.filter(({ sample, label }) => this.predict(sample) === label).length / samples.length;
  }

  /** What `deploy({ initialState })` and `exportModel` take. */
  state(): ModelState {
    const { shape, layout, growth } = this.resolved;
    return {
      cells: wordsToCells(this.#running.words(), shape.lane, layout.cells),
      hot: this.#running.hot(),
      ...(growth && { labels: this.labels }),
    };
  }

  /**
   * Goes on from another state; missing cells become 0, and the labels in use are the state's.
   * @throws ChainlearnError initial_state_malformed, and nothing changes
   */
  load(state: Partial<ModelState>): void {
    const { growth, shape } = this.resolved;
    const { labels = 0, ...numbers } = state;
    const { words, hot } = initialStateOf(this.resolved, numbers);
    if (growth && (!Number.isInteger(labels) || labels < 0 || labels > shape.classes))
      throw new ChainlearnError(
        "initial_state_malformed",
        `the state has ${labels} labels in use; 0 to ${shape.classes} are possible.`,
      );
    if (growth) this.#running.setLabels(Math.max(labels, startLabels(this.resolved)));
    this.#running.setWords(0, words);
    this.#running.setHot(hot);
  }
}

/**
 * A model in this process.
 * @param resolved of `resolveModel`, or a resolved composition
 * @param state default: all cells 0
 * @param options.linker default: the compilers, loaded on first use
 * @throws ChainlearnError initial_state_malformed, compile_failed, model_mismatch
 */
export async function createModel(
  resolved: ResolvedModel,
  state: Partial<ModelState> = {},
  { linker }: { readonly linker?: ModelLinker } = {},
): Promise<InProcessModel> {
  const linked = await link(resolved, linker);
  const created = new InProcessModel(oneCopy(resolved), instantiateModel(linked, resolved));
  created.load(state);
  return created;
}
