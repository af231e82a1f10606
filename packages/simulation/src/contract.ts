import { type ActionPayload, type Call, type RecordParts, Shell } from "@chainlearn/adapter-local";
import {
  type AccountState,
  type ActedEntry,
  ChainlearnError,
  type Contribution,
  initialStateOf,
  isChainlearnError,
  keccak256,
  type LogEntry,
  type ModelState,
  type RecordState,
  type ResolvedComposition,
} from "@chainlearn/core";

/** What comes with an action. */
export interface ActInput extends Pick<Partial<ActionPayload>, "args" | "digest" | "item"> {
  readonly about?: Contribution;
  /** Units. */
  readonly pay?: bigint;
  /** The one refusal that is no mistake of whoever calls. */
  readonly mayRefuse?: string;
}

/** What a deployment needs. */
export interface Setup {
  readonly composition: ResolvedComposition;
  readonly state: ModelState;
  readonly deployer: string;
  readonly roles: Readonly<Record<string, string>>;
  /** Units of every address that there is. */
  readonly purses: ReadonlyMap<string, bigint>;
  /** Seconds. */
  readonly time: number;
  /** Units that the mechanism keeps in cells of its own, for nobody or for several. */
  readonly held: (contract: SimulatedContract) => bigint;
}

interface Transaction {
  readonly from: string;
  readonly time: number;
  readonly pay: bigint;
  readonly mayRefuse?: string | undefined;
}

/** The books do not balance: a mistake of the mechanism or of the shell, never of the people who are simulated. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";
}

/**
 * One contract and everybody's money. After every call the contract's balance has to be what it owes: what is left of
 * all deposits, all credits, and what the mechanism holds. This sum is kept up to date from the record and the accounts
 * that a call is about; {@link audit} makes it anew.
 */
export class SimulatedContract {
  readonly #shell: Shell;
  readonly #held: Setup["held"];
  readonly #purses: Map<string, bigint>;
  readonly #left = new Map<number, bigint>();
  readonly #deposits = new Map<string, bigint>();
  readonly #credits = new Map<string, bigint>();
  readonly #money: bigint;
  readonly #addresses: readonly string[];
  #balance = 0n;
  #owed = 0n;
  readonly #calls: Record<string, number> = {};

  private constructor(shell: Shell, purses: Map<string, bigint>, held: Setup["held"]) {
    this.#shell = shell;
    this.#purses = purses;
    this.#held = held;
    this.#money = sum(purses.values());
    this.#addresses = [...purses.keys()];
  }

  /** Deploys and seals. */
  static async deploy(setup: Setup): Promise<SimulatedContract> {
    const { composition, deployer, roles, time } = setup;
    let contract: SimulatedContract | undefined;
    const shell = await Shell.create(composition, {
      deployer,
      roles,
      baseUnitsPerUnit: 1n,
      deliver: (to, units) => contract!.#deliver(to, units),
    });
    contract = new SimulatedContract(shell, new Map(setup.purses), setup.held);
    const { words, hot } = initialStateOf(composition, setup.state);
    const call: Call = { sender: deployer, time, paidBaseUnits: 0n };
    shell.initialize(call, 0, words);
    shell.seal(call, hot);
    return contract;
  }

  /**
   * Adds data and pays what is asked for.
   * @returns undefined where repeated data is refused
   * @throws ChainlearnError for every other refusal
   */
  add(from: string, time: number, label: number, sample: Uint8Array): Contribution | undefined {
    const entries = this.#transact(
      { from, time, pay: this.quote(time), mayRefuse: "duplicate_data" },
      (call) => this.#shell.addData(call, label, sample),
    );
    const added = entries?.find((entry) => entry.kind === "dataAdded");
    if (!added) return undefined;
    const contribution = { id: added.id, time, submitter: from, label, sample: added.sample };
    this.#check("addData", from, contribution);
    return contribution;
  }

  /**
   * Runs an action of the mechanism.
   * @returns undefined where it is refused as it may be
   * @throws ChainlearnError for every other refusal
   */
  act(action: string, from: string, time: number, given: ActInput = {}): ActedEntry | undefined {
    const { about, pay = 0n, mayRefuse, args = [], ...brought } = given;
    const { actions } = this.#shell.composition.mechanism.manifest;
    const index = actions.findIndex(({ name }) => name === action);
    const entries = this.#transact({ from, time, pay, mayRefuse }, (call) =>
      this.#shell.act(call, index, {
        ...{ args, ...brought },
        ...(about && { record: actions[index]?.record === "hash" ? hashed(about) : about }),
      }),
    );
    if (!entries) return undefined;
    this.#check(action, from, about);
    return entries.find((entry) => entry.kind === "acted");
  }

  /** Pays out the credit. */
  withdraw(from: string, time: number): void {
    this.#transact({ from, time, pay: 0n }, (call) => this.#shell.withdraw(call, from));
    this.#check("withdraw", from);
  }

  quote(time: number): bigint {
    return this.#shell.quote(time);
  }

  /** @param sample canonical bytes */
  predict(sample: Uint8Array): number {
    return this.#shell.predict(sample);
  }

  record(contribution: Contribution): RecordState {
    return this.#shell.record(contribution)!;
  }

  account(address: string): AccountState {
    return this.#shell.account(address);
  }

  pool(): bigint[] {
    return this.#shell.pool();
  }

  /** @param series place in the mechanism's manifest */
  seriesValue(series: number, number: number): bigint {
    return this.#shell.seriesValue({ series, number });
  }

  /** Everybody's. */
  get addresses(): readonly string[] {
    return this.#addresses;
  }

  purse(address: string): bigint {
    return this.#purses.get(address) ?? 0n;
  }

  /** Units of credit. */
  credit(address: string): bigint {
    return this.#credits.get(address) ?? 0n;
  }

  /** Units that are left of the deposit. */
  left(contribution: Contribution): bigint {
    return this.#left.get(contribution.id)!;
  }

  /** Units that are left of all deposits of an account. */
  deposits(address: string): bigint {
    return this.#deposits.get(address) ?? 0n;
  }

  /** Accepted calls by name. */
  get calls(): Readonly<Record<string, number>> {
    return this.#calls;
  }

  /**
   * Compares with sums over all records and accounts.
   * @throws LedgerError
   */
  audit(): void {
    const { paidIn, paidOut, owed, heldByMechanism } = this.#shell.books();
    const found = {
      balance: [this.#balance, paidIn - paidOut],
      owed: [this.#owed, owed],
      held: [this.#held(this), heldByMechanism],
      money: [this.#money, this.#balance + sum(this.#purses.values())],
    };
    for (const [what, [here, there]] of Object.entries(found)) {
      if (here !== there) throw new LedgerError(`${what}: ${here} units, and ${there} by the books.`);
    }
  }

  /** @returns undefined where the contract refuses as it may; then nothing has changed */
  #transact(
    { from, time, pay, mayRefuse }: Transaction,
    run: (call: Call) => LogEntry[],
  ): LogEntry[] | undefined {
    const purse = this.purse(from);
    if (purse < pay)
      throw new ChainlearnError("insufficient_funds", `${from} has ${purse} units and needs ${pay}.`);
    this.#purses.set(from, purse - pay);
    this.#balance += pay;
    try {
      return run({ sender: from, time, paidBaseUnits: pay });
    } catch (error) {
      this.#purses.set(from, purse);
      this.#balance -= pay;
      if (isChainlearnError(error) && error.code === mayRefuse) return undefined;
      throw error;
    }
  }

  #deliver(to: string, units: bigint): boolean {
    this.#purses.set(to, this.purse(to) + units);
    this.#balance -= units;
    return true;
  }

  /** @throws LedgerError */
  #check(what: string, from: string, about?: Contribution): void {
    this.#calls[what] = (this.#calls[what] ?? 0) + 1;
    if (about) {
      const { left } = this.record(about);
      const change = left - (this.#left.get(about.id) ?? 0n);
      this.#owed += change;
      this.#left.set(about.id, left);
      this.#deposits.set(about.submitter, this.deposits(about.submitter) + change);
      this.#noteCredit(about.submitter);
    }
    this.#noteCredit(from);
    const held = this.#held(this);
    if (this.#balance !== this.#owed + held)
      throw new LedgerError(
        `after ${what} the contract has ${this.#balance} units, owes ${this.#owed} and holds ${held}.`,
      );
  }

  #noteCredit(address: string): void {
    const { credit } = this.account(address);
    this.#owed += credit - this.credit(address);
    this.#credits.set(address, credit);
  }
}

const hashed = ({ sample, ...parts }: Contribution): RecordParts => ({
  ...parts,
  sampleHash: keccak256(sample),
});

function sum(values: Iterable<bigint>): bigint {
  let total = 0n;
  for (const value of values) total += value;
  return total;
}
