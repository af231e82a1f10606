import {
  ChainlearnError,
  type Contribution,
  type PlacedCell,
  type RecordState,
  saturate,
} from "@chainlearn/core";
import { Column } from "./column.ts";
import type { DataHandler } from "./data-handlers/data-handler.ts";
import type { Journal } from "./journal.ts";
import type { SampleProof, Samples } from "./samples.ts";
import { trap } from "./trap.ts";

const MAX_CLAIMS = 2 ** 24 - 1;
/** In the column of claims: the submitter has claimed. */
const BY_SUBMITTER = 2 ** 24;

/** What a claim passes about a contribution. */
export type RecordParts = Omit<Contribution, "sample"> & SampleProof;

/** What is kept of each contribution, by its id. */
class Rows {
  readonly time = Column.u53();
  readonly label = Column.u16();
  readonly #submitter = Column.u32();
  readonly deposit = Column.i64();
  readonly left = Column.i64();
  /** Claims by others and {@link BY_SUBMITTER}. */
  readonly claims = Column.u32();
  readonly cells: readonly Column<bigint>[];
  readonly specs: readonly PlacedCell[];
  readonly #journal: Journal;
  readonly #addresses: string[] = [];
  readonly #addressNumbers = new Map<string, number>();
  #count = 0;

  constructor(specs: readonly PlacedCell[], journal: Journal) {
    this.specs = specs;
    this.cells = specs.map(() => Column.i64());
    this.#journal = journal;
  }

  get count(): number {
    return this.#count;
  }

  submitter(id: number): string {
    return this.#addresses[this.#submitter.get(id)]!;
  }

  /** Whatever was in the row of a call that failed is overwritten. */
  add(time: number, label: number, submitter: string): void {
    const id = this.#count;
    this.time.set(id, time);
    this.label.set(id, label);
    this.#submitter.set(id, this.#addressNumber(submitter));
    this.deposit.set(id, 0n);
    this.left.set(id, 0n);
    this.claims.set(id, 0);
    for (const cell of this.cells) cell.set(id, 0n);
    this.#journal.note(() => {
      this.#count = id;
    });
    this.#count = id + 1;
  }

  change<T extends number | bigint>(column: Column<T>, id: number, value: T): void {
    const before = column.get(id);
    this.#journal.note(() => column.set(id, before));
    column.set(id, value);
  }

  #addressNumber(address: string): number {
    const known = this.#addressNumbers.get(address);
    if (known !== undefined) return known;
    const number = this.#addresses.push(address) - 1;
    this.#addressNumbers.set(address, number);
    return number;
  }
}

/** The mechanism's cells of one record. */
class RecordCells {
  readonly #rows: Rows;
  readonly #id: number;

  constructor(rows: Rows, id: number) {
    this.#rows = rows;
    this.#id = id;
  }

  get(k: number): bigint {
    return this.#column(k).get(this.#id);
  }

  /** Saturates to the cell's range. */
  set(k: number, value: bigint): void {
    this.#rows.change(this.#column(k), this.#id, saturate(value, this.#rows.specs[k]!));
  }

  values(): bigint[] {
    return this.#rows.cells.map((cell) => cell.get(this.#id));
  }

  #column(k: number): Column<bigint> {
    return this.#rows.cells[k] ?? trap(`there is no cell ${k}.`);
  }
}

/** One contribution with its money: a look at its row. Setters are journaled. */
export class ContributionRecord {
  readonly id: number;
  readonly cells: RecordCells;
  readonly #rows: Rows;
  readonly #countsClaims: boolean;

  constructor(id: number, rows: Rows, countsClaims: boolean) {
    this.id = id;
    this.cells = new RecordCells(rows, id);
    this.#rows = rows;
    this.#countsClaims = countsClaims;
  }

  get time(): number {
    return this.#rows.time.get(this.id);
  }

  get label(): number {
    return this.#rows.label.get(this.id);
  }

  get submitter(): string {
    return this.#rows.submitter(this.id);
  }

  get deposit(): bigint {
    return this.#rows.deposit.get(this.id);
  }

  get left(): bigint {
    return this.#rows.left.get(this.id);
  }

  get claimedBySubmitter(): boolean {
    return this.#rows.claims.get(this.id) >= BY_SUBMITTER;
  }

  /** The cost of the addition becomes the deposit; all of it is left. */
  setDeposit(units: bigint): void {
    this.#rows.change(this.#rows.deposit, this.id, units);
    this.#rows.change(this.#rows.left, this.id, units);
  }

  /** Negative or above the deposit traps. */
  setLeft(units: bigint): void {
    if (units < 0n || units > this.deposit) {
      trap(`${units} units cannot be left of a deposit of ${this.deposit}.`);
    }
    this.#rows.change(this.#rows.left, this.id, units);
  }

  claimBySubmitter(): void {
    if (!this.claimedBySubmitter) this.#setClaims(this.#rows.claims.get(this.id) + BY_SUBMITTER);
  }

  /** Of somebody else than the submitter; not where the data handler does not count them. */
  countClaim(): void {
    if (this.#countsClaims && this.#claims < MAX_CLAIMS) this.#setClaims(this.#rows.claims.get(this.id) + 1);
  }

  state(): RecordState {
    return {
      deposit: this.deposit,
      left: this.left,
      claimedBySubmitter: this.claimedBySubmitter,
      claims: this.#claims,
      cells: this.cells.values(),
    };
  }

  get #claims(): number {
    return this.#rows.claims.get(this.id) % BY_SUBMITTER;
  }

  #setClaims(claims: number): void {
    this.#rows.change(this.#rows.claims, this.id, claims);
  }
}

/** A record that a claim is about, with what the claim proves to know of its sample. */
export interface ClaimedRecord {
  readonly record: ContributionRecord;
  readonly proof: SampleProof;
}

/**
 * Records by id, in columns: a million of them are some 50 MB. The other shells find them by a hash of their parts; comparing
 * the parts is the same without the cost of hashing every addition.
 */
export class Records {
  readonly #rows: Rows;
  readonly #journal: Journal;
  readonly #handler: DataHandler;
  readonly #samples: Samples;

  constructor(cells: readonly PlacedCell[], journal: Journal, handler: DataHandler, samples: Samples) {
    this.#rows = new Rows(cells, journal);
    this.#journal = journal;
    this.#handler = handler;
    this.#samples = samples;
  }

  /**
   * A new record with deposit and left 0.
   * @param contribution the next one
   * @throws ChainlearnError duplicate_data
   */
  create(contribution: Contribution): ContributionRecord {
    const { id, time, label, submitter, sample } = contribution;
    this.#handler.admit(contribution);
    this.#rows.add(time, label, submitter);
    this.#samples.keep(id, sample);
    this.#journal.note(() => this.#samples.forget(id));
    return this.#record(id);
  }

  /** Ends an addition: its cost becomes the deposit. */
  keep(contribution: Contribution, record: ContributionRecord, cost: bigint): void {
    record.setDeposit(cost);
    this.#handler.keep(contribution, record.state());
  }

  /** Peaks of the mountain range, the lowest first; undefined with a data handler that has none. */
  peaks(): bigint[] | undefined {
    return this.#handler.peaks?.();
  }

  /** All parts but the sample; undefined when there is no record of this id. */
  added(id: number): Omit<Contribution, "sample"> | undefined {
    if (!this.#has(id)) return undefined;
    const { time, label, submitter } = this.#record(id);
    return { id, time, submitter, label };
  }

  /** undefined when no record has these parts. */
  find(parts: RecordParts): ClaimedRecord | undefined {
    const { id, time, label, submitter } = parts;
    if (!this.#has(id)) return undefined;
    const record = this.#record(id);
    if (time !== record.time || label !== record.label || submitter !== record.submitter) return undefined;
    const proof = this.#samples.proven(id, parts);
    return proof && { record, proof };
  }

  /** @throws ChainlearnError unknown_record */
  get(parts: RecordParts): ClaimedRecord {
    const claimed = this.find(parts);
    if (claimed === undefined) {
      throw new ChainlearnError("unknown_record", `there is no contribution ${parts.id} with these parts.`);
    }
    return claimed;
  }

  /** Units left of all deposits. */
  totalLeft(): bigint {
    let total = 0n;
    for (let id = 0; id < this.#rows.count; id++) total += this.#rows.left.get(id);
    return total;
  }

  #has(id: number): boolean {
    return Number.isInteger(id) && id >= 0 && id < this.#rows.count;
  }

  #record(id: number): ContributionRecord {
    return new ContributionRecord(id, this.#rows, this.#handler.countsClaims);
  }
}
