import {
  type AccountState,
  type ActionSpec,
  ChainlearnError,
  type Contribution,
  checkBatchSize,
  checkSample,
  eachItem,
  type LogEntry,
  type RawDataItem,
  type RecordState,
  type ResolvedComposition,
  type SeriesPlace,
} from "@chainlearn/core";
import { checkKernel, type Fuel, instantiateModel, type ModelLinker } from "@chainlearn/kernel";
import { link } from "../model/link.ts";
import { Accounts } from "./accounts.ts";
import { paidUnits } from "./checks.ts";
import { createDataHandler } from "./data-handlers/create.ts";
import { type ActionPayload, act } from "./entries/act.ts";
import { addClass } from "./entries/add-class.ts";
import { addData } from "./entries/add-data.ts";
import { addMany, costOf } from "./entries/add-many.ts";
import { initialize } from "./entries/initialize.ts";
import { seal } from "./entries/seal.ts";
import { withdraw } from "./entries/withdraw.ts";
import { Journal } from "./journal.ts";
import { type Books, Ledger } from "./ledger.ts";
import { Marks } from "./marks.ts";
import { Mechanism } from "./mechanism.ts";
import { Meter } from "./meter.ts";
import { JournaledModel } from "./model.ts";
import { creditTo } from "./payments.ts";
import { Records } from "./records.ts";
import { Registers } from "./registers.ts";
import { KeptSamples, VouchedSamples } from "./samples.ts";
import { Series } from "./series.ts";
import type { EntryCall, ShellState } from "./state.ts";

/** Who stands around a contract instance. */
export interface ShellOptions {
  readonly deployer: string;
  /** Addresses of the composition's roles by name. */
  readonly roles: Readonly<Record<string, string>>;
  readonly baseUnitsPerUnit: bigint;
  /**
   * Hands units to a recipient; false when the recipient refuses. Called last in an entry, at most once. In a batch of
   * actions others follow, and if one of them is refused, the caller of the batch takes all deliveries back.
   */
  readonly deliver: (to: string, units: bigint) => boolean;
  /** Default: the compilers, loaded on first use. */
  readonly linker?: ModelLinker | undefined;
  /**
   * `kept` (default): claims are checked against the samples, which are all in memory. `vouched`: none is kept, and whoever
   * makes a claim vouches for the sample or hash that it brings; all other parts are checked.
   */
  readonly samples?: "kept" | "vouched";
  /** What its kernels may use up until the caller refills it; taking back a call that failed refills it too. Default: no limit. */
  readonly fuel?: Fuel | undefined;
}

/** The outside of a call. */
export interface Call {
  readonly sender: string;
  /** Block time in seconds. */
  readonly time: number;
  readonly paidBaseUnits: bigint;
}

/** One action of a batch. */
export interface BatchedActionInput {
  /** Position in the mechanism's manifest. */
  readonly action: number;
  readonly input: ActionPayload;
}

/**
 * One contract instance as docs/spec/shell.md describes it. Every entry returns what it logged; an entry that throws
 * has changed nothing.
 */
export class Shell {
  readonly composition: ResolvedComposition;
  readonly deployer: string;
  readonly roles: Readonly<Record<string, string>>;
  readonly #baseUnitsPerUnit: bigint;
  readonly #state: ShellState;

  private constructor(composition: ResolvedComposition, options: ShellOptions, state: ShellState) {
    this.composition = composition;
    this.deployer = options.deployer;
    this.roles = options.roles;
    this.#baseUnitsPerUnit = options.baseUnitsPerUnit;
    this.#state = state;
  }

  /** @throws ChainlearnError invalid_kernel, unsupported, model_mismatch */
  static async create(composition: ResolvedComposition, options: ShellOptions): Promise<Shell> {
    const { layout } = composition;
    for (const plugin of [composition.model, composition.mechanism])
      checkKernel(plugin.kernel, plugin.manifest);
    const linked = await link(composition, options.linker, { metered: options.fuel !== undefined });
    const journal = new Journal();
    const copies = Array.from({ length: layout.copies }, () =>
      instantiateModel(linked, composition, options.fuel),
    );
    const model = new JournaledModel(copies, layout, journal, options.fuel);
    const meter = new Meter(layout.pool, journal);
    const samples = options.samples === "vouched" ? new VouchedSamples() : new KeptSamples();
    const handler = createDataHandler(composition, journal);
    const records = new Records(layout.record, journal, handler, samples);
    const accounts = new Accounts(layout.account, journal);
    const marks = new Marks(journal);
    const { manifest } = composition.mechanism;
    const registers = new Registers(manifest.registers ?? [], journal);
    const series = new Series(manifest.series ?? [], journal);
    const world = { model, pool: meter.pool, accounts, marks, registers, series };
    return new Shell(composition, options, {
      composition,
      deployer: options.deployer,
      roles: options.roles,
      journal,
      meter,
      model,
      mechanism: new Mechanism(composition, options.roles, world, options.fuel),
      records,
      accounts,
      marks,
      registers,
      series,
      ledger: new Ledger(journal, records, accounts),
      log: [],
      deliver: options.deliver,
    });
  }

  initialize(call: Call, firstWord: number, words: readonly bigint[]): LogEntry[] {
    return this.#run(call, false, (entry) => initialize(this.#state, entry, firstWord, words));
  }

  seal(call: Call, hot: readonly bigint[]): LogEntry[] {
    return this.#run(call, false, (entry) => seal(this.#state, entry, hot));
  }

  addData(call: Call, label: number, sample: Uint8Array): LogEntry[] {
    return this.#run(call, true, (entry) => addData(this.#state, entry, label, sample));
  }

  addMany(call: Call, items: readonly RawDataItem[]): LogEntry[] {
    return this.#run(call, true, (entry) => addMany(this.#state, entry, items));
  }

  /** @param action position in the mechanism's manifest */
  act(call: Call, action: number, input: ActionPayload): LogEntry[] {
    const { payable } = this.#action(action);
    return this.#run(call, payable, (entry) => act(this.#state, entry, action, input));
  }

  /** Actions one after the other: all of them or none. */
  actBatch(call: Call, actions: readonly BatchedActionInput[]): LogEntry[] {
    return this.#run(call, false, (entry) => {
      checkBatchSize(actions.length);
      eachItem(actions, ({ action, input }) => {
        this.#action(action);
        act(this.#state, entry, action, input);
      });
    });
  }

  addClass(call: Call, name: string): LogEntry[] {
    return this.#run(call, false, (entry) => addClass(this.#state, entry, name));
  }

  withdraw(call: Call, to: string): LogEntry[] {
    return this.#run(call, false, (entry) => withdraw(this.#state, entry, to));
  }

  /** Units that one addition costs at this time. */
  quote(time: number): bigint {
    try {
      return this.#state.mechanism.quote(time);
    } finally {
      this.#state.journal.rollback();
    }
  }

  /** Units that a batch would cost. @param call of the batch; its payment is the most that it may cost */
  quoteBatch(call: Call, items: readonly RawDataItem[]): bigint {
    const { journal, log } = this.#state;
    const paid = paidUnits(call.paidBaseUnits, this.#baseUnitsPerUnit, true);
    try {
      return costOf(this.#state, { sender: call.sender, time: call.time, paid }, items);
    } finally {
      journal.rollback();
      log.length = 0;
    }
  }

  /** The label that the model gives canonical bytes. */
  predict(sample: Uint8Array): number {
    checkSample(sample, this.composition.shape);
    return this.#state.model.predict(sample);
  }

  /** Turns a delivery into credit that was refused although {@link ShellOptions.deliver} took it. */
  creditInstead(address: string, units: bigint): void {
    this.#state.ledger.payOut(-units);
    creditTo(this.#state, address, units);
    this.#state.journal.commit();
  }

  get sealed(): boolean {
    return this.#state.meter.sealed;
  }

  /** The id of the next contribution; before sealing the number of state words uploaded. */
  get nextId(): number {
    return this.#state.meter.next;
  }

  /** Labels in use: 0 to labels - 1. */
  get labels(): number {
    return this.#state.model.labels();
  }

  /** 256-bit state words. */
  words(): bigint[] {
    return this.#state.model.words();
  }

  hot(): bigint[] {
    return this.#state.model.hot();
  }

  pool(): bigint[] {
    return this.#state.meter.pool.values();
  }

  record(contribution: Contribution): RecordState | undefined {
    return this.#state.records.find(contribution)?.record.state();
  }

  /** What was said of a contribution when it was added; undefined when there is none of this id. */
  contribution(id: number): Omit<Contribution, "sample"> | undefined {
    return this.#state.records.added(id);
  }

  /** Peaks of the mountain range, the lowest first; undefined with a data handler that has none. */
  peaks(): bigint[] | undefined {
    return this.#state.records.peaks();
  }

  account(address: string): AccountState {
    return this.#state.accounts.state(address);
  }

  registers(): bigint[] {
    return this.#state.registers.values();
  }

  seriesValue({ series, number }: SeriesPlace): bigint {
    return this.#state.series.get(series, BigInt(number));
  }

  /** Where the mechanism has set a value of a series. */
  seriesPlaces(): SeriesPlace[] {
    return this.#state.series.places();
  }

  marks(address: string, bucket: number): bigint {
    return this.#state.marks.word(address, bucket);
  }

  books(): Books {
    return this.#state.ledger.books();
  }

  #action(position: number): ActionSpec {
    const spec = this.composition.mechanism.manifest.actions[position];
    if (spec === undefined) throw new ChainlearnError("unsupported", `there is no action ${position}.`);
    return spec;
  }

  #run(call: Call, payable: boolean, entry: (call: EntryCall) => void): LogEntry[] {
    const { journal, ledger, log } = this.#state;
    const paid = paidUnits(call.paidBaseUnits, this.#baseUnitsPerUnit, payable);
    try {
      ledger.payIn(paid);
      entry({ sender: call.sender, time: call.time, paid });
      journal.commit();
      return log.splice(0);
    } catch (error) {
      journal.rollback();
      log.length = 0;
      throw error;
    }
  }
}
