import { resolveComposition } from "../../composition.ts";
import { accumulator } from "../../data-handler.ts";
import { initialStateOf } from "../../deployment.ts";
import type { DevChain } from "../../dev-chain.ts";
import { isChainlearnError } from "../../errors.ts";
import { readModelState } from "../../model-export.ts";
import type { DeploymentReceipt } from "../../receipt.ts";
import type { RecordState } from "../../record.ts";
import type { ModelState } from "../../state.ts";
import type { FullTrainer } from "../adapter/stage.ts";
import { assertEqual, assertThat, CheckFailure } from "../assert.ts";
import { Contestant } from "../differential/contestant.ts";
import type { MixCounter } from "../differential/mix.ts";
import { describeOperation, type Operation } from "../differential/operation.ts";
import type { NumberedEntry, Outcome } from "../differential/outcome.ts";
import { Random } from "../random.ts";
import { Audit } from "./audit.ts";
import { type BatchedOperation, followBatch } from "./batch.ts";
import type { RecipientManner, RunningMechanismHost, SharedBlocks } from "./host.ts";
import { Play } from "./play.ts";
import { judge, knownTarget } from "./ruling.ts";
import type { MechanismRules, RunTerms } from "./strategy.ts";
import type { MechanismSubject } from "./subject.ts";
import { ACCOUNTS, type KnownContribution, World } from "./world.ts";

/** Most operations at one moment. */
const MOST_TOGETHER = 8;
/** Percent of the moments whose operations are one account's and go out as one batch. */
const BATCHES = 25;
const MOST_OF_A_BATCH = 6;
/** Contributions that a comparison on the way looks at; the last one looks at all. */
const RECENT = 40;
/** Operations after which all records are looked at, the untouched ones too. */
const LOOK_EVERY = 500;
const COMPARE_EVERY = 250;
/** Refused calls in a row, while the last money is brought out, after which it counts as stuck. */
const MOST_REFUSALS = 60;

/** Who takes part in a run. */
export interface RunHosts {
  /** In process; judged by the rules and audited after every operation. */
  readonly reference: RunningMechanismHost;
  /** Has to do the same. */
  readonly other?: RunningMechanismHost;
}

export interface RunOptions {
  readonly subject: MechanismSubject;
  readonly hosts: RunHosts;
  readonly seed: number;
  readonly operations: number;
  /** Counts the random operations, not those that bring out what is left at the end. */
  readonly counter: MixCounter;
  /** Whether some accounts refuse payments for a while. Default false. */
  readonly hostile?: boolean;
  /** Whether to look for the seconds at which waits end more than for anything else. Default false. */
  readonly atGates?: boolean;
  /** Called with the contract when everything is brought out of it: the other host's, in process where there is none. */
  readonly afterRun?: (trainer: FullTrainer) => Promise<void>;
}

/** What a run met, beside its mix. */
export interface RunReport {
  /** Random operations; fewer than were asked for if it was over before. */
  readonly operations: number;
  /** Calls about a contribution that was just a wait old, and a second less, by the wait's name. */
  readonly atGate: Readonly<Record<string, { readonly before: number; readonly at: number }>>;
  /** The same of calls at a deadline, by its name. */
  readonly atDeadline: Readonly<Record<string, { readonly before: number; readonly at: number }>>;
  /** Payments that were refused and became credit. */
  readonly credited: number;
}

/** Earlier deployments, so that further runs need not upload the code again. */
const originals = new WeakMap<DevChain, Map<string, DeploymentReceipt>>();

/**
 * One contract from its deployment to the last payment: random operations, then everything that is still to be had.
 * After every operation the outcome is held to the rules, the money is counted again and the hosts are compared.
 * @throws CheckFailure naming the operation and the first difference
 */
export async function runMechanism(options: RunOptions): Promise<RunReport> {
  const run = await MechanismRun.prepare(options);
  try {
    await run.play();
    await run.close();
    await options.afterRun?.(run.trainer);
  } finally {
    await run.settleRecipients();
  }
  return run.report();
}

interface Done {
  readonly operation: Operation;
  readonly quote: bigint;
  readonly outcome: Outcome;
}

class MechanismRun {
  readonly #options: RunOptions;
  readonly #random: Random;
  readonly #world: World;
  readonly #audit: Audit;
  readonly #play: Play;
  readonly #rules: MechanismRules | undefined;
  readonly #reference: Contestant;
  readonly #other: Contestant | undefined;
  readonly #blocks: SharedBlocks | undefined;
  readonly #gates = new Map<string, { before: number; at: number }>();
  readonly #deadlines = new Map<string, { before: number; at: number }>();
  #played = 0;
  readonly #refusing = new Map<number, RecipientManner>();
  #credited = 0;
  #count = 0;
  #moments = 0;
  #compared = 0;
  #closing = false;

  private constructor(
    options: RunOptions,
    parts: {
      random: Random;
      world: World;
      rules: MechanismRules | undefined;
      reference: Contestant;
      other: Contestant | undefined;
      blocks: SharedBlocks | undefined;
    },
  ) {
    this.#options = options;
    this.#random = parts.random;
    this.#world = parts.world;
    this.#rules = parts.rules;
    this.#reference = parts.reference;
    this.#other = parts.other;
    this.#blocks = parts.blocks;
    const chains = [parts.reference, ...(parts.other ? [parts.other] : [])].map(({ chain }) => chain);
    const { strategy } = options.subject;
    this.#audit = new Audit(parts.world, strategy, parts.reference.chain.baseUnitsPerUnit);
    this.#play = new Play(parts.random, parts.world, strategy, {
      fractionalUnits: chains.every(({ baseUnitsPerUnit }) => baseUnitsPerUnit > 1n),
      atGates: options.atGates ?? false,
    });
    for (const wait of strategy.waits) this.#gates.set(wait, { before: 0, at: 0 });
  }

  static async prepare(options: RunOptions): Promise<MechanismRun> {
    const { subject, hosts, seed } = options;
    const random = new Random(seed);
    const terms = subject.strategy.terms(random);
    const reference = await enter(hosts.reference, subject, terms);
    const other = hosts.other && (await enter(hosts.other, subject, terms));
    const sealedAt = await seal(other ? [reference, other] : [reference], subject.initialState);
    const world = new World(reference, seed, terms.roles ?? {}, subject.strategy.series);
    world.time = sealedAt;
    await world.look([]);
    return new MechanismRun(options, {
      ...{ random, world, reference, other },
      rules: subject.strategy.rules?.(terms, sealedAt),
      blocks: other && sharesMoments(other) ? await openBlocks(hosts.other!, other) : undefined,
    });
  }

  get trainer(): FullTrainer {
    return (this.#other ?? this.#reference).trainer;
  }

  report(): RunReport {
    return {
      operations: this.#played,
      atGate: Object.fromEntries(this.#gates),
      atDeadline: Object.fromEntries(this.#deadlines),
      credited: this.#credited,
    };
  }

  async play(): Promise<void> {
    const { operations, hostile, subject } = this.#options;
    while (this.#count < operations) {
      if (subject.strategy.over?.(this.#world, this.#random)) break;
      if (hostile && this.#random.chance(10)) await this.#changeRecipient();
      if (this.#random.chance(BATCHES)) {
        await this.#batch(this.#world.time + this.#play.pause(), operations - this.#count);
        continue;
      }
      const alone = !sharesMoments(this.#reference) || this.#random.chance(40);
      const together = alone ? 1 : this.#random.between(2, MOST_TOGETHER);
      const last = Math.min(operations, this.#count + together);
      await this.#moment(this.#world.time + this.#play.pause(), async () =>
        this.#count < last ? this.#play.next() : undefined,
      );
    }
    this.#played = this.#count;
    await this.#lookAtAll();
    await this.#compareStates(true);
  }

  /** After the last gate nothing may be stuck: everything is brought out, down to the last unit. */
  async close(): Promise<void> {
    const { strategy, mechanism } = this.#options.subject;
    const world = this.#world;
    const newest = world.contributions.at(-1)?.time ?? world.time;
    const waits = strategy.waits.reduce((total, wait) => total + Number(world.param(wait)), 0);
    const gate = strategy.lastGate?.(world) ?? newest + waits;
    const closing =
      strategy.closing ??
      mechanism.manifest.actions.filter(({ payable }) => !payable).map(({ name }) => name);
    this.#closing = true;
    const state = { refusals: 0, dry: false };
    let time = Math.max(world.time + 1, gate);
    while (!state.dry || (strategy.lastGate?.(world) ?? 0) >= time) {
      if (state.dry) time = strategy.lastGate!(world);
      state.dry = false;
      let number = 0;
      await this.#moment(
        time,
        async () => {
          if (number++ === (sharesMoments(this.#reference) ? MOST_TOGETHER : 1)) return undefined;
          for (const action of closing) {
            const operation = await this.#play.aimed(action);
            if (operation) return operation;
          }
          const withdrawal = this.#withdrawal();
          state.dry = withdrawal === undefined;
          return withdrawal;
        },
        {
          onOutcome: (outcome) => {
            state.refusals = outcome.accepted ? 0 : state.refusals + 1;
            assertThat(
              state.refusals < MOST_REFUSALS,
              `${state.refusals} calls in a row were refused after the last gate.`,
            );
          },
        },
      );
      time += 1;
    }
    await this.#lookAtAll();
    const held = strategy.held?.(world) ?? 0n;
    const remains = strategy.remains?.(world) ?? 0n;
    const { left, credits, coins } = world;
    assertEqual(
      { left, credits, held, contract: coins.contract },
      { left: 0n, credits: 0n, held: remains, contract: remains },
      "money that is stuck after the last gate",
    );
    await this.#compareStates(true);
  }

  /** Puts recipients back as they were, for the next run on the same chains. */
  async settleRecipients(): Promise<void> {
    for (const account of [...this.#refusing.keys()]) await this.#setRecipient(account, "takes");
  }

  #withdrawal(): Operation | undefined {
    const accounts = Array.from({ length: ACCOUNTS }, (_, n) => n);
    const from = accounts.find((n) => this.#world.account(n).credit > 0n);
    if (from === undefined) return undefined;
    const to = accounts.find((n) => !this.#world.refuses(n))!;
    return { kind: "withdraw", from, ...(this.#world.refuses(from) && { to }) };
  }

  async #changeRecipient(): Promise<void> {
    const [refusing] = this.#refusing.keys();
    if (refusing !== undefined && this.#random.chance(50)) return this.#setRecipient(refusing, "takes");
    // Somebody always takes money, so that the others can send theirs there.
    const account = this.#random.between(1, ACCOUNTS - 1);
    if (this.#refusing.size < 3)
      await this.#setRecipient(account, this.#random.chance(50) ? "refuses" : "burns");
  }

  async #setRecipient(account: number, manner: RecipientManner): Promise<void> {
    const { reference, other } = this.#options.hosts;
    for (const running of [reference, ...(other ? [other] : [])]) {
      const { host, chain } = running;
      assertThat(host.setRecipient !== undefined, `${host.name} cannot make an account refuse payments.`);
      await host.setRecipient(chain, chain.accounts[account]!, manner);
    }
    this.#world.setRefusing(account, manner !== "takes");
    if (manner === "takes") this.#refusing.delete(account);
    else this.#refusing.set(account, manner);
  }

  /** Operations of one account and kind at one moment: one by one in process, as one transaction on the other host. */
  async #batch(time: number, room: number): Promise<void> {
    const most = Math.min(MOST_OF_A_BATCH, room);
    const operations: BatchedOperation[] = [];
    const outcomes: Outcome[] = [];
    const additions = this.#random.chance(15) && most > 1 ? this.#batchedAdditions(most) : undefined;
    let left = 0n;
    let units = 0n;
    const next = async (): Promise<Operation | undefined> => {
      if (operations.length === most || outcomes.some(({ accepted }) => !accepted)) return undefined;
      if (additions) {
        if (operations.length === 0) left = units = await this.#paymentFor(additions);
        const addition = additions[operations.length];
        return addition && { ...addition, payment: { kind: "units", units: left } };
      }
      const before = operations.at(-1);
      return before?.kind === "act" ? this.#play.sameSendersAction(before) : this.#play.next();
    };
    let single: Operation | undefined;
    const source = async (): Promise<Operation | undefined> => {
      if (single) return undefined;
      const operation = await next();
      if (operation?.kind === "act" && operation.payUnits === 0n) operations.push(operation);
      else if (additions && operation?.kind === "add") operations.push(operation);
      else single = operation;
      return operation;
    };
    await this.#moment(time, source, {
      onOutcome: (outcome) => {
        outcomes.push(outcome);
        if (outcome.accepted && additions) left -= costOf(outcome);
      },
      follow: async (other, done, what) => {
        if (single) return this.#follow(other, time, done);
        const all = additions ?? operations;
        if (additions && this.#refusesExcess(additions)) return this.#follow(other, time, done);
        await other.chain.setTime(time);
        await followBatch(other, { operations: all, outcomes, units }, what);
      },
    });
  }

  /** Undefined where they would have to go out one by one, and that many do not fit into one moment. */
  #batchedAdditions(most: number): readonly (Operation & { kind: "add" })[] | undefined {
    const additions = this.#play.additions(most);
    if (additions && this.#refusesExcess(additions) && !sharesMoments(this.#reference)) return undefined;
    return additions;
  }

  /** Excess comes back once from a batch, and as often as there are additions from these: not to be compared. */
  #refusesExcess([first]: readonly (Operation & { kind: "add" })[]): boolean {
    return first !== undefined && this.#world.refuses(first.from);
  }

  /** Units that the additions cost together; sometimes more, sometimes one less; something where one of them will be refused. */
  async #paymentFor(additions: readonly (Operation & { kind: "add" })[]): Promise<bigint> {
    const random = this.#random;
    try {
      const quote = await this.#reference.quoteBatch(additions[0]!.from, additions);
      if (random.chance(10) && quote > 0n) return quote - 1n;
      return quote + (random.chance(30) ? BigInt(random.between(1, 1_000_000)) : 0n);
    } catch (error) {
      if (!isChainlearnError(error)) throw error;
      return this.#world.quote * BigInt(additions.length);
    }
  }

  /** Runs operations at one moment in process until there is none, then the same on the other host. */
  async #moment(
    time: number,
    source: () => Promise<Operation | undefined>,
    {
      onOutcome = () => {},
      follow = (other, done) => this.#follow(other, time, done),
    }: {
      readonly onOutcome?: (outcome: Outcome) => void;
      readonly follow?: (other: Contestant, done: readonly Done[], what: string) => Promise<void>;
    } = {},
  ): Promise<void> {
    this.#world.time = time;
    await this.#reference.chain.setTime(time);
    const done: Done[] = [];
    let operation = await this.#next(source);
    while (operation !== undefined) {
      const { quote } = this.#world;
      const outcome = await this.#step(
        operation,
        `operation ${this.#count} of seed ${this.#options.seed} at ${time}`,
      );
      done.push({ operation, quote, outcome });
      this.#count += 1;
      onOutcome(outcome);
      operation = await this.#next(source);
    }
    if (done.length === 0) return;
    if (this.#other) {
      const first = this.#count - done.length;
      const names = `${this.#other.name} against ${this.#reference.name}`;
      await follow(
        this.#other,
        done,
        `operations ${first} to ${this.#count - 1} of seed ${this.#options.seed} at ${time}: ${names}`,
      );
    }
    if (Math.floor(this.#count / LOOK_EVERY) > Math.floor((this.#count - done.length) / LOOK_EVERY))
      await this.#lookAtAll();
    if (this.#count - this.#compared >= COMPARE_EVERY) await this.#compareStates(false);
  }

  async #next(source: () => Promise<Operation | undefined>): Promise<Operation | undefined> {
    this.#world.quote = await this.#reference.trainer.quote();
    return source();
  }

  /** One operation in process, held to the rules and audited. */
  async #step(operation: Operation, what: string): Promise<Outcome> {
    const world = this.#world;
    const rules = this.#rules;
    try {
      const expected = rules && (await judge(world, rules, operation));
      const target =
        operation.kind === "act" && operation.contribution && knownTarget(world, operation.contribution);
      if (target) this.#noteGates(target);
      this.#noteDeadlines();
      const repeated = this.#audit.isRepeated(operation, target || undefined);
      const outcome = await this.#reference.run(operation, world.quote);
      if (expected) assertExpected(outcome, expected);
      const added = outcome.accepted ? world.note(operation, outcome.entries) : undefined;
      if (operation.kind === "add" && outcome.accepted) checkCharge(outcome, world.quote);
      if (operation.kind === "add" && added) rules?.added(added);
      const touched = added ?? (target || undefined);
      // An action about none may move any record.
      const all = operation.kind === "act" && !operation.contribution && outcome.accepted;
      const records = await world.look(all ? world.contributions : touched ? [touched] : []);
      const payee = expected?.accepted ? expected.payee : undefined;
      this.#audit.check(operation, outcome, records, { repeated, payee });
      if (expected?.accepted && expected.left !== undefined && touched)
        assertEqual(touched.record.left, expected.left, "units left");
      if (rules) this.#checkCells(rules);
      if (outcome.accepted)
        this.#credited += outcome.entries.filter(({ kind }) => kind === "credited").length;
      this.#play.settle(operation, outcome);
      if (!this.#closing) this.#options.counter.count(operation, outcome);
      return outcome;
    } catch (error) {
      if (!(error instanceof CheckFailure)) throw error;
      throw new CheckFailure(`${what} (${describeOperation(operation)}): ${error.message}`, { cause: error });
    }
  }

  #noteGates(target: KnownContribution): void {
    for (const [name, counts] of this.#gates) {
      const over = this.#world.time - target.time - Number(this.#world.param(name));
      if (over === 0) counts.at += 1;
      if (over === -1) counts.before += 1;
    }
  }

  #noteDeadlines(): void {
    const world = this.#world;
    for (const [name, time] of Object.entries(this.#options.subject.strategy.deadlines?.(world) ?? {})) {
      const counts = this.#deadlines.get(name) ?? { before: 0, at: 0 };
      this.#deadlines.set(name, counts);
      if (world.time === time) counts.at += 1;
      if (world.time === time - 1) counts.before += 1;
    }
  }

  #checkCells(rules: MechanismRules): void {
    const { pool = {}, account, series: seriesValue } = rules.cells();
    for (const [place, actual] of seriesValue ? this.#world.series : []) {
      const [series, number] = place.split("/").map(Number) as [number, number];
      const value = seriesValue!({ series, number });
      if (actual !== value)
        throw new CheckFailure(`value ${number} of series ${series} is ${actual}; by the rules ${value}.`);
    }
    for (const [name, value] of Object.entries(pool))
      if (this.#world.pool[name] !== value)
        throw new CheckFailure(`pool cell ${name} is ${this.#world.pool[name]}; by the rules ${value}.`);
    if (!account) return;
    for (let n = 0; n < ACCOUNTS; n++) {
      const { cells } = this.#world.account(n);
      for (const [name, value] of Object.entries(account(n)))
        if (cells[name] !== value)
          throw new CheckFailure(`cell ${name} of account ${n} is ${cells[name]}; by the rules ${value}.`);
    }
  }

  /** The same operations on the other host: at the same time, and in one block where it can. */
  async #follow(other: Contestant, time: number, done: readonly Done[]): Promise<void> {
    const what = (k: number): string =>
      `operation ${this.#count - done.length + k} of seed ${this.#options.seed} (${describeOperation(done[k]!.operation)}) at ${time}: ${other.name} against ${this.#reference.name}`;
    const { quoteEvery = 1 } = this.#options.hosts.other!.host;
    const looks = this.#moments++ % quoteEvery === 0;
    if (looks || !this.#blocks) await other.chain.setTime(time);
    if (looks) assertEqual(await other.trainer.quote(), done[0]!.quote, `quote before ${what(0)}`);
    const outcomes = this.#blocks
      ? await this.#blocks.run(
          time,
          done.map(
            ({ operation, quote }) =>
              (trainer) =>
                other.run(operation, quote, trainer),
          ),
        )
      : await inTurn(done, ({ operation, quote }) => other.run(operation, quote));
    done.forEach(({ outcome }, k) => {
      assertEqual(outcomes[k], outcome, what(k));
    });
  }

  async #lookAtAll(): Promise<void> {
    const { contributions } = this.#world;
    const before = await this.#world.look(contributions);
    for (const { id, record } of contributions) {
      const known = before.get(id)!;
      if (!sameRecord(record, known)) assertEqual(record, known, `record ${id}, which nobody has touched`);
    }
    const served = this.#rules?.served?.();
    if (served)
      assertEqual(
        await readModelState(this.#reference.trainer),
        served,
        `served model after ${this.#count} operations of seed ${this.#options.seed}`,
      );
  }

  async #compareStates(everything: boolean): Promise<void> {
    this.#compared = this.#count;
    const other = this.#other;
    if (!other) return;
    const all = this.#world.contributions;
    const looked = everything ? all : all.slice(-RECENT);
    const buckets = Math.floor(all.length / 256) + 1;
    const state = async (contestant: Contestant) => ({
      state: await contestant.state(looked, ACCOUNTS, buckets),
      log: everything ? contestant.numbered(await contestant.trainer.log()) : [],
    });
    assertEqual(
      await state(other),
      await state(this.#reference),
      `state after ${this.#count} operations of seed ${this.#options.seed}: ${other.name} against ${this.#reference.name}`,
    );
  }
}

/** A proof is about the log before it: with the accumulator one call a block. */
const sharesMoments = ({ trainer }: Contestant): boolean =>
  trainer.composition.dataHandler.manifest.id !== accumulator.manifest.id;

const openBlocks = async (
  { host }: RunningMechanismHost,
  { chain, trainer, receipt }: Contestant,
): Promise<SharedBlocks | undefined> => host.blocks?.(chain, trainer.composition, receipt);

const sameRecord = (a: RecordState, b: RecordState): boolean =>
  a.left === b.left &&
  a.deposit === b.deposit &&
  a.claims === b.claims &&
  a.claimedBySubmitter === b.claimedBySubmitter &&
  a.cells.every((cell, k) => cell === b.cells[k]);

async function inTurn<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await run(item));
  return results;
}

const costOf = (outcome: Outcome & { accepted: true }): bigint =>
  (outcome.entries.find(({ kind }) => kind === "dataAdded")?.cost as bigint | undefined) ?? 0n;

/** The charge is what was quoted for that moment. */
function checkCharge(outcome: Outcome & { accepted: true }, quote: bigint): void {
  const entry = outcome.entries.find(({ kind }) => kind === "dataAdded");
  if (entry?.cost !== quote) throw new CheckFailure(`charged ${entry?.cost} units after quoting ${quote}.`);
}

function assertExpected(outcome: Outcome, expected: Awaited<ReturnType<typeof judge>>): void {
  if (!outcome.accepted || !expected.accepted) {
    const { entries: _, ...actual } = { entries: undefined, ...outcome };
    const { entries: __, left: ___, ...wanted } = { entries: undefined, left: undefined, ...expected };
    assertEqual(actual, wanted, "outcome");
    return;
  }
  const same = (entry: NumberedEntry, k: number): boolean =>
    Object.entries(expected.entries[k] ?? {}).every(([key, value]) => entry[key] === value);
  if (outcome.entries.length === expected.entries.length && outcome.entries.every(same)) return;
  // Slower, and says where they differ. Whatever else an entry has is compared between the hosts.
  const chosen = outcome.entries.map((entry, k) =>
    Object.fromEntries(Object.keys(expected.entries[k] ?? entry).map((key) => [key, entry[key]])),
  );
  assertEqual(chosen, expected.entries, "entries");
}

/** Deploys the terms' contract without its initial state. */
async function enter(
  { host, chain }: RunningMechanismHost,
  { model, mechanism, shape, modelParams, dataHandler }: MechanismSubject,
  { params, roles = {} }: RunTerms,
): Promise<Contestant> {
  const composition = resolveComposition({
    ...{ model, mechanism, shape, mechanismParams: params },
    ...(modelParams && { modelParams }),
    ...(dataHandler && { dataHandler }),
  });
  const known = originals.get(chain) ?? new Map<string, DeploymentReceipt>();
  originals.set(chain, known);
  const code = `${composition.kernelIds.mechanism} ${composition.kernelIds.model} ${composition.dataHandler.manifest.id} ${JSON.stringify(shape)}`;
  const contestant = await Contestant.enter(host.name, chain, composition, roles, known.get(code));
  if (!known.has(code)) known.set(code, contestant.receipt);
  return contestant;
}

/** Uploads the initial state and seals, at one time everywhere. @returns that time */
async function seal(contestants: readonly Contestant[], state?: ModelState): Promise<number> {
  const { words, hot } = initialStateOf(contestants[0]!.trainer.composition, state);
  const clocks = await Promise.all(contestants.map(({ chain }) => chain.now()));
  const start = Math.max(...clocks) + 1;
  const end = start + words.length + 1;
  for (const contestant of contestants) {
    let time = start;
    await contestant.initialize(words, async () => contestant.chain.setTime(time++));
    await contestant.chain.setTime(end);
    await contestant.seal(hot);
  }
  return end;
}
