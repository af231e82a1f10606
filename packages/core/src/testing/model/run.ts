import { toHex } from "../../bytes.ts";
import type { ResolvedComposition } from "../../composition.ts";
import type { DevChain } from "../../dev-chain.ts";
import { readModelState } from "../../model-export.ts";
import { encodeSample, type Sample } from "../../sample.ts";
import { cellsToWords, type ModelState, stateHash, wordsToCells } from "../../state.ts";
import type { TransactionResult } from "../../transaction.ts";
import { type FullTrainer, peopleOf, Stage } from "../adapter/stage.ts";
import { assertEqual, assertThat, CheckFailure, rejectionOf } from "../assert.ts";
import { compose, type ModelCase } from "./cases.ts";
import type { TouchedCells } from "./host.ts";
import type { ModelReference, ModelSubject, ModelTrace } from "./subject.ts";

/** What a call gave: a label, nothing, or a trap. */
type Outcome<T> = { readonly value: T } | { readonly trap: string };

function outcomeOf<T>(call: () => T): Outcome<T> {
  try {
    return { value: call() };
  } catch (error) {
    return { trap: String(error) };
  }
}

/** A model's references in step: they have to agree with each other after every call. */
export class References {
  readonly #all: readonly (readonly [name: string, reference: ModelReference])[];

  constructor(subject: ModelSubject, { shape, params }: ModelCase, state: Partial<ModelState> = {}) {
    const entries = Object.entries(subject.references);
    assertThat(entries.length > 0, "the suite needs at least one reference of the model.");
    this.#all = entries.map(([name, make]) => [name, make(subject.model, shape, params)]);
    for (const [, { cells, hot }] of this.#all) {
      state.cells?.forEach((cell, i) => {
        cells[i] = cell;
      });
      state.hot?.forEach((value, k) => {
        hot[k] = value;
      });
    }
  }

  /** Labels in use from now on, for references that ask for them. */
  setLabels(count: number): void {
    for (const [, reference] of this.#all) if (reference.labels !== undefined) reference.labels = count;
  }

  get state(): ModelState {
    const [, { cells, hot }] = this.#all[0]!;
    return { cells: [...cells], hot: [...hot] };
  }

  /** @throws CheckFailure when no reference traces its calls */
  get trace(): ModelTrace {
    const trace = this.#all.find(([, reference]) => reference.trace)?.[1].trace?.();
    if (!trace) throw new CheckFailure("no reference of the model says what a call does (`trace`).");
    return trace;
  }

  /** @throws CheckFailure when no reference tells margins, or when those that do disagree or trap */
  margin(sample: Sample, label: number): bigint {
    const told = this.#all.flatMap(([name, reference]) => {
      const margin = reference.margin?.(sample, label);
      return margin === undefined ? [] : [{ name, margin }];
    });
    const [first, ...others] = told;
    if (!first) throw new CheckFailure("no reference of the model tells margins (`margin`).");
    for (const { name, margin } of others)
      assertEqual(margin, first.margin, `margin by the reference "${name}" beside "${first.name}"`);
    return first.margin;
  }

  /** Takes cells `from` to `to` - 1 of another state, and its hot cells. */
  take({ cells, hot }: ModelState, from: number, to: number, takesHot: boolean): void {
    for (const [, own] of this.#all) {
      for (let i = from; i < Math.min(to, cells.length); i++) own.cells[i] = cells[i]!;
      if (takesHot) own.hot.splice(0, hot.length, ...hot);
    }
  }

  predict(sample: Sample): Outcome<number> {
    return this.#agreed("prediction", (reference) => reference.predict(sample));
  }

  /** A call that traps changes nothing. */
  update(sample: Sample, label: number): Outcome<void> {
    const before = this.#all.map(([, { cells, hot }]) => ({ cells: [...cells], hot: [...hot] }));
    const outcome = this.#agreed("update", (reference) => reference.update(sample, label));
    if ("trap" in outcome)
      this.#all.forEach(([, { cells, hot }], r) => {
        cells.splice(0, cells.length, ...before[r]!.cells);
        hot.splice(0, hot.length, ...before[r]!.hot);
      });
    const { state } = this;
    for (const [name, { cells, hot }] of this.#all)
      assertEqual({ cells, hot }, state, `state of the reference "${name}" beside "${this.#all[0]![0]}"`);
    return outcome;
  }

  #agreed<T>(what: string, call: (reference: ModelReference) => T): Outcome<T> {
    const [first, ...others] = this.#all.map(([name, reference]) => ({
      name,
      outcome: outcomeOf(() => call(reference)),
    }));
    for (const { name, outcome } of others) {
      // Two references trap in words of their own.
      const same = "trap" in outcome && "trap" in first!.outcome;
      if (!same)
        assertEqual(outcome, first!.outcome, `${what} by the reference "${name}" beside "${first!.name}"`);
    }
    return first!.outcome;
  }
}

/** Hex of the hash of a model's state. */
export const hashOf = ({ words, hot }: { words: readonly bigint[]; hot: readonly bigint[] }): string =>
  toHex(stateHash(words, hot));

export interface RunOptions {
  /** State to start from. Default: zeros. */
  readonly state?: Partial<ModelState>;
  /** Number of the account that adds. Default: 1. */
  readonly account?: number;
}

/** One deployed model beside its references. */
export class ModelRun {
  readonly chain: DevChain;
  readonly composition: ResolvedComposition;
  readonly trainer: FullTrainer;
  readonly references: References;
  readonly #case: ModelCase;
  readonly #from: string;
  /** Nothing where additions are free; else what the client asks the chain for. */
  readonly #pay: { readonly pay?: bigint };

  private constructor(
    chain: DevChain,
    trainer: FullTrainer,
    modelCase: ModelCase,
    references: References,
    from: string,
    pay: { readonly pay?: bigint },
  ) {
    this.chain = chain;
    this.trainer = trainer;
    this.composition = trainer.composition;
    this.references = references;
    this.#case = modelCase;
    this.#from = from;
    this.#pay = pay;
  }

  /** Deploys the model in one of its cases. */
  static async start(
    subject: ModelSubject,
    chain: DevChain,
    modelCase: ModelCase,
    { state = {}, account = 1 }: RunOptions = {},
  ): Promise<ModelRun> {
    const { deployer, beneficiary } = peopleOf(chain);
    const { growth } = modelCase;
    const { trainer } = await Stage.of(chain, compose(subject, modelCase), {
      from: deployer,
      initialState: state,
      ...(growth ? { roles: { [growth.role]: beneficiary } } : {}),
    });
    return ModelRun.of(subject, chain, modelCase, trainer, { state, account });
  }

  /** A model that is deployed already, with this state. */
  static async of(
    subject: ModelSubject,
    chain: DevChain,
    modelCase: ModelCase,
    trainer: FullTrainer,
    { state = {}, account = 1 }: RunOptions = {},
  ): Promise<ModelRun> {
    const from = chain.accounts[account];
    if (from === undefined) throw new CheckFailure(`the chain has no account ${account}.`);
    const free = (await trainer.quote()) === 0n;
    const references = new References(subject, modelCase, state);
    return new ModelRun(chain, trainer, modelCase, references, from, free ? { pay: 0n } : {});
  }

  /** @returns the label that chain and references give alike; undefined when all trap */
  async predict(sample: Sample): Promise<number | undefined> {
    const expected = this.references.predict(sample);
    const predict = (): Promise<number> => this.trainer.predict(sample);
    if ("trap" in expected) {
      await this.#traps("prediction", predict, expected.trap);
      return undefined;
    }
    const label = await predict();
    assertEqual(label, expected.value, "label");
    const { classes } = this.#case.shape;
    assertThat(Number.isInteger(label) && label >= 0 && label < classes, `label ${label} is no class`);
    return label;
  }

  /** @returns undefined when chain and references trap alike */
  async add(sample: Sample, label: number): Promise<TransactionResult | undefined> {
    const expected = this.references.update(sample, label);
    const add = (): Promise<TransactionResult> =>
      this.trainer.addData({ from: this.#from, sample, label, ...this.#pay });
    if (!("trap" in expected)) return add();
    await this.#traps("addition", add, expected.trap);
    return undefined;
  }

  /** An addition and the cells that it touched. */
  async traced(
    sample: Sample,
    label: number,
  ): Promise<{
    readonly result: TransactionResult;
    readonly trace: ModelTrace;
    readonly touched: TouchedCells;
  }> {
    const { cells: before } = this.references.state;
    const result = await this.add(sample, label);
    if (result === undefined) throw new CheckFailure("an addition traps");
    const { cells: after } = this.references.state;
    const { trace } = this.references;
    const changed = new Set(after.flatMap((cell, i) => (cell === before[i] ? [] : [i])));
    return { result, trace, touched: { cells: trace.cells, changed } };
  }

  /** Every cell and hot cell, on the chain as in the references. */
  async compareState(when: string): Promise<string> {
    const { words, hot } = await this.#snapshot();
    const { cells: expected, hot: expectedHot } = this.references.state;
    const { lane } = this.#case.shape;
    assertEqual(
      { cells: wordsToCells(words, lane, expected.length), hot },
      { cells: expected, hot: expectedHot },
      `state ${when}`,
    );
    const hash = hashOf({ words, hot });
    assertEqual(
      hash,
      hashOf({ words: cellsToWords(expected, lane), hot: expectedHot }),
      `hash of the state ${when}`,
    );
    return hash;
  }

  /** The model's numbers as the chain has them. */
  exported(): Promise<ModelState> {
    return readModelState(this.trainer);
  }

  bytes(sample: Sample): Uint8Array {
    return encodeSample(sample, this.#case.shape);
  }

  #snapshot(): ReturnType<FullTrainer["snapshot"]> {
    return this.trainer.snapshot({});
  }

  async #traps(what: string, call: () => Promise<unknown>, why: string): Promise<void> {
    const code = await rejectionOf(`${what} that traps in the references (${why})`, call);
    assertEqual(code, "trap", `code of a ${what} that traps in the references (${why})`);
  }
}
