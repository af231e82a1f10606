import { type ActionInput, type Call, Shell } from "@chainlearn/adapter-local";
import {
  type AccountState,
  type ActedEntry,
  ChainlearnError,
  type Contribution,
  initialStateOf,
  type LogEntry,
  type ModelState,
  type RecordState,
  type ResolvedComposition,
} from "@chainlearn/core";

/** Numbers from here on are of clients and tools: no contract refuses with them, so here they are mistakes. */
const FIRST_CLIENT_ERROR = 600;
const FIRST_PLUGIN_ERROR = 1_000;

/** A call that the contract refused; it changed nothing. */
export interface Refusal {
  readonly refused: string;
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

  /** Adds data and pays what is asked for. */
  add(from: string, time: number, label: number, sample: Uint8Array): Contribution | Refusal {
    const entries = this.#transact(from, time, this.quote(time), (call) =>
      this.#shell.addData(call, label, sample),
    );
    if ("refused" in entries) return entries;
    const added = entries.find((entry) => entry.kind === "dataAdded")!;
    const contribution = { id: added.id, time, submitter: from, label, sample: added.sample };
    this.#check("addData", from, contribution);
    return contribution;
  }

  /** Runs an action of the mechanism. @param pay units */
  act(
    action: string,
    from: string,
    time: number,
    {
      about,
      pay = 0n,
      ...input
    }: Partial<ActionInput> & { readonly about?: Contribution; readonly pay?: bigint } = {},
  ): ActedEntry | Refusal {
    const index = this.#shell.composition.mechanism.manifest.actions.findIndex(({ name }) => name === action);
    const entries = this.#transact(from, time, pay, (call) =>
      this.#shell.act(call, index, { args: [], ...input, ...(about && { record: about }) }),
    );
    if ("refused" in entries) return entries;
    this.#check(action, from, about);
    return entries.find((entry) => entry.kind === "acted")!;
  }

  withdraw(from: string, time: number): void {
    const entries = this.#transact(from, time, 0n, (call) => this.#shell.withdraw(call, from));
    if (!("refused" in entries)) this.#check("withdraw", from);
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

  #transact(from: string, time: number, pay: bigint, run: (call: Call) => LogEntry[]): LogEntry[] | Refusal {
    const purse = this.purse(from);
    if (purse < pay) return { refused: "insufficient_funds" };
    this.#purses.set(from, purse - pay);
    this.#balance += pay;
    try {
      return run({ sender: from, time, paidBaseUnits: pay });
    } catch (error) {
      this.#purses.set(from, purse);
      this.#balance -= pay;
      if (isRefusal(error)) return { refused: error.code };
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

function isRefusal(error: unknown): error is ChainlearnError {
  if (!(error instanceof ChainlearnError) || error.code === "trap") return false;
  return error.number < FIRST_CLIENT_ERROR || error.number >= FIRST_PLUGIN_ERROR;
}

function sum(values: Iterable<bigint>): bigint {
  let total = 0n;
  for (const value of values) total += value;
  return total;
}
