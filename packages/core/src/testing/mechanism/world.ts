import type { ResolvedComposition } from "../../composition.ts";
import type { RecordState } from "../../record.ts";
import { decodeSample } from "../../sample.ts";
import type { SeriesPlace, Snapshot } from "../../snapshot.ts";
import { CheckFailure } from "../assert.ts";
import type { Contestant } from "../differential/contestant.ts";
import type { NumberedContribution, Operation } from "../differential/operation.ts";
import type { NumberedEntry } from "../differential/outcome.ts";

/** Accounts that take part; 0 is the deployer, the last never adds anything. */
export const ACCOUNTS = 6;

/** An accepted addition and what the chain keeps about it now. */
export interface KnownContribution extends NumberedContribution {
  /** As of the last operation. */
  record: RecordState;
  /** Account numbers whose calls about it were accepted, by action. */
  readonly acted: ReadonlyMap<string, ReadonlySet<number>>;
}

interface Known extends KnownContribution {
  readonly acted: Map<string, Set<number>>;
}

/** Cells by name. */
export type NamedCells = Readonly<Record<string, bigint>>;

export interface KnownAccount {
  readonly credit: bigint;
  readonly cells: NamedCells;
}

/** Native coins: of the contract in units, of the accounts in base units. */
export interface Coins {
  readonly contract: bigint;
  readonly accounts: readonly bigint[];
}

const named = (specs: readonly { readonly name: string }[], values: readonly bigint[]): NamedCells =>
  Object.fromEntries(specs.map(({ name }, k) => [name, values[k] ?? 0n]));

/** What strategies see: the contract in process, as of the last operation. */
export class World {
  readonly composition: ResolvedComposition;
  /** Of the run; runs that follow one another have consecutive ones. */
  readonly seed: number;
  /** Account numbers by role. */
  readonly roles: Readonly<Record<string, number>>;
  /** Seconds of the next operation. */
  time = 0;
  /** Units of an addition at {@link time}. */
  quote = 0n;
  pool: NamedCells = {};
  coins: Coins = { contract: 0n, accounts: [] };
  /** Everything of the last look; registers, series and whatever else a mechanism has are in it. */
  snapshot: Snapshot | undefined;
  #accounts: readonly KnownAccount[] = [];
  readonly #contestant: Contestant;
  readonly #contributions: Known[] = [];
  readonly #samples = new Set<string>();
  readonly #refusing = new Set<number>();
  readonly #params: ReadonlyMap<string, bigint>;
  readonly #series: (world: World) => readonly SeriesPlace[];
  #left = 0n;

  constructor(
    contestant: Contestant,
    seed: number,
    roles: Readonly<Record<string, number>>,
    series: (world: World) => readonly SeriesPlace[] = () => [],
  ) {
    this.#contestant = contestant;
    this.#series = series;
    this.seed = seed;
    this.composition = contestant.trainer.composition;
    this.roles = roles;
    this.#params = new Map(this.composition.params.map(({ spec, value }) => [spec.name, value]));
  }

  /** Every accepted addition, oldest first; its number is its place. */
  get contributions(): readonly KnownContribution[] {
    return this.#contributions;
  }

  /** Whether the sample was contributed with this label already. */
  has(label: number, sample: Uint8Array): boolean {
    return this.#samples.has(`${label} ${sample.join()}`);
  }

  /** Units left of all deposits. */
  get left(): bigint {
    return this.#left;
  }

  /** Units of all credits. */
  get credits(): bigint {
    return this.#accounts.reduce((sum, { credit }) => sum + credit, 0n);
  }

  /** The composition's parameter. */
  param(name: string): bigint {
    const value = this.#params.get(name);
    if (value === undefined) throw new CheckFailure(`the composition has no parameter ${name}.`);
    return value;
  }

  account(number: number): KnownAccount {
    const found = this.#accounts[number];
    if (found === undefined) throw new CheckFailure(`there is no account ${number}.`);
    return found;
  }

  /** Whether payments to the account fail now. */
  refuses(account: number): boolean {
    return this.#refusing.has(account);
  }

  setRefusing(account: number, refuses: boolean): void {
    if (refuses) this.#refusing.add(account);
    else this.#refusing.delete(account);
  }

  /** The values of series that the last look asked for, by place, as `0/7`. */
  get series(): ReadonlyMap<string, bigint> {
    return this.snapshot?.series ?? new Map();
  }

  /** The label that the model gives canonical bytes now. */
  predict(sample: Uint8Array): Promise<number> {
    return this.#contestant.trainer.predict(decodeSample(sample, this.composition.shape));
  }

  /** Takes note of what an accepted operation logged. */
  note(operation: Operation, entries: readonly NumberedEntry[]): KnownContribution | undefined {
    for (const entry of entries) {
      if (entry.kind === "dataAdded" && operation.kind === "add") {
        const { id, time, label, cost } = entry as unknown as Pick<Known, "id" | "time" | "label"> & {
          cost: bigint;
        };
        const added: Known = {
          ...{ id, time, label, submitter: operation.from, sample: operation.sample },
          record: {
            deposit: cost,
            left: cost,
            claimedBySubmitter: false,
            claims: 0,
            cells: this.composition.layout.record.map(() => 0n),
          },
          acted: new Map(),
        };
        this.#contributions.push(added);
        this.#samples.add(`${label} ${operation.sample.join()}`);
        this.#left += cost;
        return added;
      }
      if (entry.kind === "acted" && operation.kind === "act" && operation.contribution) {
        const target = this.#contributions[operation.contribution.id];
        if (target === undefined) return undefined;
        const by = target.acted.get(operation.action) ?? new Set();
        target.acted.set(operation.action, by.add(operation.from));
        return target;
      }
    }
    return undefined;
  }

  /** Reads money, cells and some records; returns how the records were before. */
  async look(contributions: readonly KnownContribution[]): Promise<ReadonlyMap<number, RecordState>> {
    const { chain, trainer } = this.#contestant;
    const addresses = chain.accounts.slice(0, ACCOUNTS);
    const request = {
      contributions: contributions.map((one) => ({ ...one, submitter: addresses[one.submitter]! })),
      accounts: addresses,
      marks: [],
      series: this.#series(this),
    };
    const snapshot = await trainer.snapshot(request);
    this.snapshot = snapshot;
    const { layout } = this.composition;
    this.pool = named(layout.pool, snapshot.pool);
    this.#accounts = addresses.map((address) => {
      const { credit, cells } = snapshot.accounts.get(address)!;
      return { credit, cells: named(layout.account, cells) };
    });
    const before = new Map<number, RecordState>();
    for (const { id } of contributions) {
      const known = this.#contributions[id]!;
      const record = snapshot.records.get(id);
      if (record === undefined) throw new CheckFailure(`the chain has no record of contribution ${id}.`);
      before.set(id, known.record);
      this.#left += record.left - known.record.left;
      known.record = record;
    }
    this.coins = {
      contract: snapshot.balance,
      accounts: await Promise.all(addresses.map((address) => chain.balance(address))),
    };
    return before;
  }
}
