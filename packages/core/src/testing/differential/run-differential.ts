import { toHex } from "../../bytes.ts";
import type { ResolvedComposition } from "../../composition.ts";
import type { DevChain } from "../../dev-chain.ts";
import { cellsToWords, type ModelState, stateHash } from "../../state.ts";
import { assertEqual, assertThat, CheckFailure } from "../assert.ts";
import { Contestant } from "./contestant.ts";
import { type Mix, MixCounter, mixLines } from "./mix.ts";
import { describeOperation, type NumberedContribution, type Operation } from "./operation.ts";
import type { Outcome } from "./outcome.ts";
import { type OperationStream, randomOperations } from "./random-operations.ts";

export interface DifferentialOptions {
  /**
   * Chains by name; the first is the one that the others are compared with. At most one has a real clock; its block
   * times are then set on the others.
   */
  readonly chains: Readonly<Record<string, DevChain>>;
  /** A composition with the stake mechanism and few features. */
  readonly composition: ResolvedComposition;
  readonly seed: number;
  readonly operations: number;
  readonly initialState?: Partial<ModelState>;
  /** Compares the whole state after so many operations, and at the end. Default 100. */
  readonly compareStateEvery?: number;
  /** Gets the lines that describe the run. Default: the console. */
  readonly print?: (line: string) => void;
}

export interface DifferentialResult {
  readonly mix: Mix;
  readonly contributions: number;
  /** Hex of the final model state's hash, equal on all chains. */
  readonly stateHash: string;
  /** How often the whole state was compared. */
  readonly stateComparisons: number;
}

const ACCOUNTS = 6;
const BENEFICIARY = 4;
/** Adds classes where the composition grows. */
const TEACHER = 3;
/** Slack for block times that are not known beforehand. */
const REAL_CLOCK_SLACK_SECONDS = 3;
/** Contributions that a comparison on the way looks at; the last one looks at all. */
const RECENT = 60;

/**
 * Sends the same operations to several chains and compares them after each: outcome, code, entries with all amounts,
 * quote; from time to time and at the end also words, hot cells, pool, records, accounts, marks, log and ledger.
 * @throws CheckFailure naming the operation, the chain and the first difference
 */
export async function runDifferential(options: DifferentialOptions): Promise<DifferentialResult> {
  const run = await DifferentialRun.prepare(options);
  return run.complete();
}

interface Step {
  readonly operation: Operation;
  readonly results: ReadonlyMap<Contestant, Outcome>;
}

class DifferentialRun {
  readonly #options: DifferentialOptions;
  readonly #contestants: readonly Contestant[];
  /** The chain whose clock cannot be set. */
  readonly #leader: Contestant | undefined;
  readonly #stream: OperationStream;
  readonly #counter = new MixCounter();
  #time = 0;
  #stateComparisons = 0;

  private constructor(options: DifferentialOptions, contestants: readonly Contestant[]) {
    const real = contestants.filter(({ chain }) => chain.clock === "real");
    assertThat(contestants.length >= 2, "a differential run needs at least two chains.");
    assertThat(real.length <= 1, "a differential run takes at most one chain with a real clock.");
    const { growth } = options.composition;
    this.#options = options;
    this.#contestants = contestants;
    this.#leader = real[0];
    this.#stream = randomOperations(options.seed, {
      shape: options.composition.shape,
      waits: {
        refund: secondsOf(options.composition, "refundWaitSeconds"),
        owner: secondsOf(options.composition, "ownerWaitSeconds"),
        any: secondsOf(options.composition, "anyWaitSeconds"),
      },
      accounts: ACCOUNTS,
      beneficiary: BENEFICIARY,
      ...(growth && { growth: { startClasses: growth.startClasses, account: TEACHER } }),
      slackSeconds: this.#leader ? REAL_CLOCK_SLACK_SECONDS : 0,
      fractionalUnits: contestants.every(({ chain }) => chain.baseUnitsPerUnit > 1n),
    });
  }

  static async prepare(options: DifferentialOptions): Promise<DifferentialRun> {
    const contestants: Contestant[] = [];
    const { growth } = options.composition;
    const parts = { beneficiary: BENEFICIARY, ...(growth && { [growth.role]: TEACHER }) };
    for (const [name, chain] of Object.entries(options.chains))
      contestants.push(await Contestant.enter(name, chain, options.composition, parts));
    const run = new DifferentialRun(options, contestants);
    await run.#uploadInitialState();
    return run;
  }

  async complete(): Promise<DifferentialResult> {
    const { operations, compareStateEvery = 100 } = this.#options;
    for (let i = 0; i < operations; i++) {
      await this.#step(i);
      const last = i === operations - 1;
      if (last || (i + 1) % compareStateEvery === 0) await this.#compareState(`after operation ${i}`, last);
    }
    const hash = await this.#stateHash();
    const mix = this.#counter.result();
    const print = this.#options.print ?? ((line: string) => console.log(line));
    const names = this.#contestants.map(({ name }) => name).join(" = ");
    print(`${names}: ${mix.operations} operations of seed ${this.#options.seed}, state hash ${hash}`);
    for (const line of mixLines(mix)) print(line);
    return {
      mix,
      contributions: this.#stream.contributions.length,
      stateHash: hash,
      stateComparisons: this.#stateComparisons,
    };
  }

  async #uploadInitialState(): Promise<void> {
    const { composition, initialState = {} } = this.#options;
    const cells = Array.from({ length: composition.layout.cells }, (_, i) => initialState.cells?.[i] ?? 0n);
    const hot = composition.layout.hot.map((_, k) => initialState.hot?.[k] ?? 0n);
    const words = cellsToWords(cells, composition.shape.lane);
    const clocks = await Promise.all(this.#contestants.map(({ chain }) => chain.now()));
    const start = this.#leader ? await this.#leader.chain.now() : Math.max(...clocks) + 1_000;
    for (const contestant of this.#followers()) {
      let time = start;
      // The words carry no time: only the seal has to fall into the same second everywhere.
      await contestant.initialize(words, async () => contestant.chain.setTime(++time));
    }
    if (!this.#leader) {
      const sealTime = start + 10_000;
      await this.#setTime(sealTime);
      await Promise.all(this.#contestants.map((contestant) => contestant.seal(hot)));
    } else {
      await this.#leader.initialize(words, async () => {});
      await this.#leaderPasses(start + words.length + 2);
      const result = await this.#leader.seal(hot);
      const seal = result.entries.find((entry) => entry.kind === "sealed");
      if (seal === undefined) throw new CheckFailure(`${this.#leader.name}: sealing logged no seal.`);
      await this.#setTime(seal.time);
      await Promise.all(this.#followers().map((contestant) => contestant.seal(hot)));
    }
    await this.#compareState("after sealing", true);
  }

  #followers(): readonly Contestant[] {
    return this.#contestants.filter((contestant) => contestant !== this.#leader);
  }

  async #setTime(time: number): Promise<void> {
    this.#time = time;
    await Promise.all(this.#followers().map(({ chain }) => chain.setTime(time)));
  }

  /** Waits until the leader's newest block is later than a second that the others have used already. */
  async #leaderPasses(time: number): Promise<void> {
    while ((await this.#leader!.chain.now()) <= time) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async #step(number: number): Promise<void> {
    const { operation, results } = this.#leader
      ? await this.#followLeader(this.#leader)
      : await this.#together(number);
    const [first, ...others] = this.#contestants;
    for (const other of others) {
      const what = `operation ${number} (${describeOperation(operation)}) at ${this.#time}: ${other.name} against ${first!.name}`;
      assertEqual(results.get(other), results.get(first!), what);
    }
    const outcome = results.get(first!)!;
    this.#counter.count(operation, outcome);
    this.#stream.settle(operation, outcome);
  }

  /** Sends to all chains at one time that is set on all. */
  async #together(number: number): Promise<Step> {
    await this.#setTime(this.#time + this.#stream.pause(this.#time));
    const [first, ...others] = this.#contestants;
    const quotes = await Promise.all(this.#contestants.map(({ trainer }) => trainer.quote()));
    others.forEach((other, i) => {
      assertEqual(
        quotes[i + 1],
        quotes[0],
        `quote before operation ${number}: ${other.name} against ${first!.name}`,
      );
    });
    const operation = await this.#stream.next({
      time: this.#time,
      predict: (sample) => first!.predict(sample),
    });
    const results = new Map<Contestant, Outcome>();
    await Promise.all(
      this.#contestants.map(async (contestant) => {
        results.set(contestant, await contestant.run(operation, quotes[0]!));
      }),
    );
    return { operation, results };
  }

  /** Sends to the chain with the real clock first, then to the others at the time that it used. */
  async #followLeader(leader: Contestant): Promise<Step> {
    await this.#leaderPasses(this.#time);
    const quote = await leader.trainer.quote();
    const operation = await this.#stream.next({
      time: await leader.chain.now(),
      predict: (sample) => leader.predict(sample),
    });
    const results = new Map<Contestant, Outcome>();
    const led = await leader.run(operation, quote);
    results.set(leader, led);
    const time = led.accepted ? led.entries.find((entry) => "time" in entry)?.time : undefined;
    await this.#setTime((time as number | undefined) ?? (await leader.chain.now()));
    for (const follower of this.#followers()) results.set(follower, await follower.run(operation, quote));
    return { operation, results };
  }

  /** @param everything all contributions instead of the recent ones */
  async #compareState(when: string, everything: boolean): Promise<void> {
    const all = this.#stream.contributions;
    const looked = everything ? all : all.slice(-RECENT);
    const buckets = Math.floor(all.length / 256) + 1;
    const states = await Promise.all(
      this.#contestants.map(async (contestant) => ({
        state: await contestant.state(looked, ACCOUNTS, buckets),
        log: everything ? contestant.numbered(await contestant.trainer.log()) : [],
        predictions: await Promise.all(sampleProbes(looked).map((sample) => contestant.predict(sample))),
      })),
    );
    const [first, ...others] = this.#contestants;
    others.forEach((other, i) => {
      assertEqual(states[i + 1], states[0], `state ${when}: ${other.name} against ${first!.name}`);
    });
    if (everything) this.#checkLedger(states[0]!, when);
    this.#stateComparisons += 1;
  }

  /** Paid in = paid out + owed, from the log, against records, credits and balance. */
  #checkLedger({ state, log }: { state: object; log: readonly object[] }, when: string): void {
    const { balance, records, accounts } = state as {
      balance: bigint;
      records: ReadonlyMap<number, { left: bigint } | undefined>;
      accounts: ReadonlyMap<unknown, { credit: bigint }>;
    };
    let held = 0n;
    for (const entry of log as readonly Record<string, unknown>[]) {
      if (entry.kind === "dataAdded") held += entry.cost as bigint;
      if (entry.kind === "acted") held += (entry.paid as bigint) - (entry.amount as bigint);
    }
    let owed = 0n;
    for (const record of records.values()) owed += record?.left ?? 0n;
    for (const account of accounts.values()) owed += account.credit;
    assertEqual({ balance, owed }, { balance: held, owed: held }, `ledger ${when}`);
  }

  async #stateHash(): Promise<string> {
    const { words, hot } = await this.#contestants[0]!.trainer.snapshot({
      contributions: [],
      accounts: [],
      marks: [],
    });
    return toHex(stateHash(words, hot));
  }
}

/** Samples to ask every chain about. */
const sampleProbes = (contributions: readonly NumberedContribution[]): Uint8Array[] =>
  contributions.slice(-3).map(({ sample }) => sample);

function secondsOf(composition: ResolvedComposition, name: string): number {
  const found = composition.params.find((param) => param.spec.name === name);
  if (found === undefined) throw new CheckFailure(`the composition has no parameter ${name}.`);
  return Number(found.value);
}
