import {
  ChainlearnError,
  type Contribution,
  keccak256,
  type PlacedCell,
  type RecordState,
} from "@chainlearn/core";
import { Cells } from "./cells.ts";
import type { DataHandler } from "./data-handlers/data-handler.ts";
import type { Journal } from "./journal.ts";
import { trap } from "./trap.ts";

const MAX_CLAIMS = 2 ** 24 - 1;

/** How a claim shows that it knows the sample. */
export type SampleProof = { readonly sample: Uint8Array } | { readonly sampleHash: Uint8Array };

/** What a claim passes about a contribution. */
export type RecordParts = Omit<Contribution, "sample"> & SampleProof;

/** One contribution with its money. Setters are journaled. */
export class ContributionRecord {
  readonly contribution: Contribution;
  readonly cells: Cells;
  readonly #journal: Journal;
  readonly #countsClaims: boolean;
  #deposit = 0n;
  #left = 0n;
  #claimedBySubmitter = false;
  #claims = 0;
  #sampleHash: Uint8Array | undefined;

  constructor(
    contribution: Contribution,
    cells: readonly PlacedCell[],
    journal: Journal,
    countsClaims: boolean,
  ) {
    this.contribution = contribution;
    this.cells = new Cells(cells, journal);
    this.#journal = journal;
    this.#countsClaims = countsClaims;
  }

  get deposit(): bigint {
    return this.#deposit;
  }

  get left(): bigint {
    return this.#left;
  }

  get claimedBySubmitter(): boolean {
    return this.#claimedBySubmitter;
  }

  /** The cost of the addition becomes the deposit; all of it is left. */
  setDeposit(units: bigint): void {
    const before = this.#deposit;
    this.#journal.note(() => {
      this.#deposit = before;
    });
    this.#deposit = units;
    this.#setLeft(units);
  }

  /** Negative or above the deposit traps. */
  setLeft(units: bigint): void {
    if (units < 0n || units > this.#deposit) {
      trap(`${units} units cannot be left of a deposit of ${this.#deposit}.`);
    }
    this.#setLeft(units);
  }

  claimBySubmitter(): void {
    this.#journal.note(() => {
      this.#claimedBySubmitter = false;
    });
    this.#claimedBySubmitter = true;
  }

  /** Of somebody else than the submitter; not where the data handler does not count them. */
  countClaim(): void {
    if (!this.#countsClaims) return;
    const before = this.#claims;
    this.#journal.note(() => {
      this.#claims = before;
    });
    this.#claims = Math.min(MAX_CLAIMS, before + 1);
  }

  matches(parts: RecordParts): boolean {
    const own = this.contribution;
    if (parts.time !== own.time || parts.label !== own.label || parts.submitter !== own.submitter)
      return false;
    if ("sample" in parts) return sameBytes(parts.sample, own.sample);
    this.#sampleHash ??= keccak256(own.sample);
    return sameBytes(parts.sampleHash, this.#sampleHash);
  }

  state(): RecordState {
    return {
      deposit: this.#deposit,
      left: this.#left,
      claimedBySubmitter: this.#claimedBySubmitter,
      claims: this.#claims,
      cells: this.cells.values(),
    };
  }

  #setLeft(units: bigint): void {
    const before = this.#left;
    this.#journal.note(() => {
      this.#left = before;
    });
    this.#left = units;
  }
}

/**
 * Records by id. The other shells find them by a hash of their parts; comparing the parts is the same without the
 * cost of hashing every addition.
 */
export class Records {
  readonly #cells: readonly PlacedCell[];
  readonly #journal: Journal;
  readonly #handler: DataHandler;
  readonly #byId = new Map<number, ContributionRecord>();

  constructor(cells: readonly PlacedCell[], journal: Journal, handler: DataHandler) {
    this.#cells = cells;
    this.#journal = journal;
    this.#handler = handler;
  }

  /**
   * A new record with deposit and left 0.
   * @throws ChainlearnError duplicate_data
   */
  create(contribution: Contribution): ContributionRecord {
    this.#handler.admit(contribution);
    const { countsClaims } = this.#handler;
    const record = new ContributionRecord(contribution, this.#cells, this.#journal, countsClaims);
    this.#byId.set(contribution.id, record);
    this.#journal.note(() => {
      this.#byId.delete(contribution.id);
    });
    return record;
  }

  /** Ends an addition: its cost becomes the deposit. */
  keep(record: ContributionRecord, cost: bigint): void {
    record.setDeposit(cost);
    this.#handler.keep(record.contribution, record.state());
  }

  /** Peaks of the mountain range, the lowest first; undefined with a data handler that has none. */
  peaks(): bigint[] | undefined {
    return this.#handler.peaks?.();
  }

  /** undefined when no record has these parts. */
  find(parts: RecordParts): ContributionRecord | undefined {
    const record = this.#byId.get(parts.id);
    return record?.matches(parts) ? record : undefined;
  }

  /** @throws ChainlearnError unknown_record */
  get(parts: RecordParts): ContributionRecord {
    const record = this.find(parts);
    if (record === undefined) {
      throw new ChainlearnError("unknown_record", `there is no contribution ${parts.id} with these parts.`);
    }
    return record;
  }

  /** Contributions in order of addition. */
  contributions(): Contribution[] {
    return Array.from(this.#byId.values(), (record) => record.contribution);
  }

  /** Units left of all deposits. */
  totalLeft(): bigint {
    let total = 0n;
    for (const record of this.#byId.values()) total += record.left;
    return total;
  }
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
