import { verify } from "@chainlearn/adapter-local";
import {
  type ActedEntry,
  type ActInput,
  bigintToBytes,
  bytesToBigint,
  ChainlearnError,
  type CommittedParts,
  type Contribution,
  type DataAddedEntry,
  type Deployment,
  type DeploymentReceipt,
  type DevChain,
  openParts,
  type ResolvedComposition,
  resolveComposition,
  secretCommitment,
  type TransactionResult,
} from "@chainlearn/core";
import type { FullTrainer, MechanismHost } from "@chainlearn/core/testing";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { expect } from "vitest";
import { predictionMarket } from "../../packages/mechanisms/src/prediction-market/plugin.ts";
import { MarketOracle, type Outcome } from "../../packages/mechanisms/test/prediction-market-oracle.ts";
import { committed, learnerOf, type MarketScene, modelParams } from "./market-scene.ts";

const GAS_LIMIT = 10_000_000n;

/** Where a market takes place. */
export interface MarketPlace {
  readonly host: MechanismHost;
  readonly chain: DevChain;
  /** A market whose code is to be run again. */
  readonly cloneOf?: DeploymentReceipt;
}

/** A call and what the rules say about it, given the time of its block. */
interface Call {
  readonly action: string;
  readonly input: ActInput;
  readonly expected: (seconds: bigint) => Outcome;
  /** Who gets what it pays, if it is not the caller. */
  readonly payee?: string;
}

type Sent = TransactionResult | { readonly refused: string };

/**
 * A market on a chain and in the oracle's books: what one says about a call, the other has to say too. What everybody has
 * paid in and should have got by the rules is compared with their coins at the end.
 */
export class MarketRun {
  readonly scene: MarketScene;
  readonly oracle: MarketOracle;
  readonly trainer: FullTrainer;
  readonly receipt: DeploymentReceipt;
  readonly provider: string;
  readonly people: readonly string[];
  readonly list: CommittedParts;
  readonly contributions: Contribution[] = [];
  transactions = 0;
  gas = 0n;
  /** Of the transaction that needed most. */
  mostGas = 0n;
  readonly #place: MarketPlace;
  readonly #coins: ReadonlyMap<string, bigint>;
  /** Units that each account has got, less what it has paid. */
  readonly #due = new Map<string, bigint>();
  #start = 0n;
  /** Earliest time of the next block where it was set. */
  #next = 0n;

  private constructor(
    place: MarketPlace,
    scene: MarketScene,
    composition: ResolvedComposition,
    { trainer, receipt }: Deployment,
    coins: ReadonlyMap<string, bigint>,
  ) {
    this.#place = place;
    this.#coins = coins;
    this.scene = scene;
    this.trainer = trainer as FullTrainer;
    this.receipt = receipt;
    [this.provider, ...this.people] = place.chain.accounts as [string, ...string[]];
    this.list = committed(scene);
    this.oracle = new MarketOracle(scene.settings, this.provider, {
      sealed: () => learnerOf(scene),
      stateWords: composition.layout.stateWords,
    });
  }

  /** Deploys; nothing is funded yet. The first account deploys and is the provider. */
  static async open(place: MarketPlace, scene: MarketScene): Promise<MarketRun> {
    const { chain, cloneOf } = place;
    const composition = resolveComposition({
      model: sparsePerceptron,
      mechanism: predictionMarket,
      ...{ shape: scene.shape, modelParams, mechanismParams: { ...scene.settings } },
    });
    const [provider] = chain.accounts as [string];
    const deployment = await chain.adapter.deploy(composition, {
      ...{ from: provider, roles: { provider } },
      ...(cloneOf && { cloneOf }),
    });
    for (const { step, gasUsed } of deployment.receipt.steps)
      expect(BigInt(gasUsed), step).toBeLessThan(GAS_LIMIT);
    const coins = new Map<string, bigint>();
    for (const account of chain.accounts) coins.set(account, await chain.balance(account));
    return new MarketRun(place, scene, composition, deployment, coins);
  }

  /** Seconds after funding at which each window ends. */
  get ends(): Readonly<Record<"commit" | "draw" | "show" | "stake" | "reveal" | "settle", bigint>> {
    const { commitSeconds, drawSeconds, showSeconds, stakeSeconds, revealSeconds, settleSeconds } =
      this.scene.settings;
    const draw = commitSeconds + drawSeconds;
    const stake = draw + showSeconds + stakeSeconds;
    const reveal = stake + revealSeconds;
    return {
      ...{ commit: commitSeconds, draw, show: draw + showSeconds, stake, reveal },
      settle: reveal + settleSeconds,
    };
  }

  /** From now on blocks are at least so many seconds after funding. */
  async at(seconds: bigint): Promise<void> {
    const moment = this.#start + seconds;
    this.#next = moment;
    await this.#place.chain.setTime(Number(moment));
  }

  async fund(list = this.list): Promise<Outcome> {
    const { escrow } = this.oracle;
    const from = this.provider;
    return this.#call({
      ...{ action: "fund", input: { from, digest: list.digest, pay: escrow } },
      expected: (time) => {
        this.#start = time;
        return this.oracle.fund(from, time, escrow);
      },
    });
  }

  join(from: string, secret: bigint): Promise<Outcome> {
    const pay = this.scene.settings.drawBondUnits;
    const digest = secretCommitment(from, bigintToBytes(secret, 32));
    return this.#call({
      ...{ action: "join", input: { from, pay, digest } },
      expected: (time) => this.oracle.join(from, time, pay, secret),
    });
  }

  unveil(from: string, secret: bigint): Promise<Outcome> {
    return this.#call({
      ...{ action: "unveil", input: { from, digest: bigintToBytes(secret, 32) } },
      expected: (time) => this.oracle.unveil(from, time, secret),
    });
  }

  /** Opens the part that is due. */
  reveal(): Promise<Outcome> {
    return this.#call(this.#reveal(this.oracle.dueOpening));
  }

  /** Opens all parts that are still hidden, in one transaction: one after the other, at last all. */
  async revealRest(): Promise<void> {
    const count = this.scene.parts.length;
    const due = this.oracle.duePart;
    const openings = Array.from({ length: count - 2 }, (_, k) => [(due + k) % count]);
    const all = [...this.scene.parts.keys()];
    await this.#batch(
      [...openings, all].map((open) => this.#reveal(open)),
      this.provider,
    );
  }

  #reveal(open: readonly number[]): Call {
    const sizes = open.map((part) => [part, this.scene.parts[part]!.length] as const);
    return {
      ...{ action: "reveal", input: { from: this.provider, parts: openParts(this.list, open) } },
      expected: (time) => this.oracle.reveal(time, sizes),
    };
  }

  /** Stakes contributions of the scene by one account, in one transaction. */
  async stake(from: string, lessons: readonly number[]): Promise<Outcome> {
    const { stakeUnits } = this.scene.settings;
    const items = lessons.map((n) => this.scene.lessons[n]!);
    const pay = stakeUnits * BigInt(lessons.length);
    const [first] = items as [(typeof items)[number]];
    const sent = await this.#sent(() =>
      items.length === 1
        ? this.trainer.addData({ from, ...first, pay })
        : this.trainer.addDataBatch({ from, items, pay }),
    );
    if ("refused" in sent) {
      expect(sent).toEqual(this.oracle.add(await this.#time(), from, lessons[0]!));
      return sent;
    }
    const entries = sent.entries.filter(
      (entry): entry is typeof entry & DataAddedEntry => entry.kind === "dataAdded",
    );
    expect(entries).toHaveLength(items.length);
    for (const [k, { id, time, cost, label, sample, actor }] of entries.entries()) {
      expect({ paid: cost, reason: 0 }).toEqual(this.oracle.add(BigInt(time), from, lessons[k]!));
      this.#owe(from, -cost);
      this.contributions.push({ id, time, submitter: actor, label, sample });
    }
    return { paid: pay, reason: 0 };
  }

  expire(from: string): Promise<Outcome> {
    return this.#simple("expire", from, (time) => this.oracle.expire(time));
  }

  settle(from: string, steps: bigint): Promise<Outcome> {
    return this.#call(this.#settle(from, steps));
  }

  train(from: string, contribution: number): Promise<Outcome> {
    return this.#call(this.#train(from, contribution));
  }

  /** Settles to the end, with several calls in a transaction. */
  async settleAll(
    from: string,
    { steps = 1_000n, calls = 1 }: { readonly steps?: bigint; readonly calls?: number } = {},
  ): Promise<void> {
    while (this.oracle.phase === "settling") {
      const planned = this.oracle
        .upcoming(calls, steps)
        .map((turn) => (turn === undefined ? this.#settle(from, steps) : this.#train(from, turn)));
      if (planned.length === 1) await this.#call(planned[0]!);
      else await this.#batch(planned, from);
    }
  }

  /** Two accounts call for the same step at the same time; which of them comes first is the chain's choice. */
  async race(kind: "settle" | "train", [one, other]: readonly [string, string], what: bigint): Promise<void> {
    const { host, chain } = this.#place;
    const calls = [one, other].map((from) =>
      kind === "settle" ? this.#settle(from, what) : this.#train(from, Number(what)),
    );
    const send = (call: Call, trainer = this.trainer): Promise<Sent> =>
      this.#sent(() => trainer.act(call.action, call.input));
    const blocks = await host.blocks?.(chain, this.trainer.composition, this.receipt);
    const sent = blocks
      ? await blocks.run(
          Number((await this.#time()) + 1n),
          calls.map((call) => (trainer: FullTrainer) => send(call, trainer)),
        )
      : await Promise.all(calls.map((call) => send(call)));
    const done = sent.map((result, k) => ({ result, call: calls[k]! }));
    const accepted = done.flatMap(({ result, call }) =>
      "refused" in result ? [] : actedOf(result).map((entry) => ({ entry, call })),
    );
    accepted.sort(
      ({ entry: { position: a } }, { entry: { position: b } }) => a.block - b.block || a.index - b.index,
    );
    expect(accepted.length).toBeGreaterThan(0);
    for (const { entry, call } of accepted) this.#book(call, entry);
    for (const { result, call } of done)
      if ("refused" in result) expect(result).toEqual(call.expected(await this.#time()));
  }

  collect(from: string): Promise<Outcome> {
    return this.#simple("collect", from, () => this.oracle.collect(from));
  }

  refund(from: string, contribution: number): Promise<Outcome> {
    const one = this.contributions[contribution]!;
    return this.#call({
      ...{ action: "refund", input: { from, contribution: one } },
      expected: () => this.oracle.refund(contribution),
      payee: one.submitter,
    });
  }

  reclaim(from = this.provider): Promise<Outcome> {
    return this.#simple("reclaim", from, () => this.oracle.reclaim(from));
  }

  credit = async (account: string): Promise<bigint> => (await this.trainer.account(account)).credit;

  async withdraw(from: string): Promise<void> {
    expect(await this.#sent(() => this.trainer.withdraw({ from }))).not.toHaveProperty("refused");
  }

  /** The code with which something is refused that the rules say nothing about; undefined: it is not. */
  async refusal(send: (trainer: FullTrainer) => Promise<TransactionResult>): Promise<string | undefined> {
    const sent = await this.#sent(() => send(this.trainer));
    return "refused" in sent ? sent.refused : undefined;
  }

  /**
   * Everybody takes what is theirs, and tries it twice. Then all coins are where the rules say, none is left, and the log
   * verifies.
   */
  async withdrawAll(): Promise<void> {
    const { chain } = this.#place;
    const twice = <T>(all: readonly T[]): T[] => all.flatMap((one) => [one, one]);
    for (const account of twice([...this.people, this.provider])) await this.collect(account);
    const staked = [...this.contributions.keys()];
    // Anybody may call it; the submitter gets it.
    for (const n of this.oracle.phase === "expired" ? twice(staked) : staked.slice(0, 1))
      await this.refund(this.provider, n);
    await this.reclaim(this.people[0]!);
    for (const account of twice([this.provider])) await this.reclaim(account);
    for (const account of chain.accounts) {
      const credit = await this.credit(account);
      if (credit > 0n) await this.withdraw(account);
    }
    const gained = new Map<string, bigint>();
    for (const account of chain.accounts)
      gained.set(account, (await chain.balance(account)) - this.#coins.get(account)!);
    const due = chain.accounts.map(
      (account) => [account, (this.#due.get(account) ?? 0n) * chain.baseUnitsPerUnit] as const,
    );
    expect(gained, "coins gained by account").toEqual(new Map(due));
    expect(
      due.reduce((sum, [, amount]) => sum + amount, 0n),
      "coins that appeared",
    ).toBe(0n);
    const { balance } = await this.trainer.snapshot({});
    expect(balance, "left in the contract").toBe(0n);
    expect(await verify(this.trainer)).toMatchObject({ ok: true });
  }

  /** Units that an account has got so far, less what it has paid, credit included. */
  due(account: string): bigint {
    return this.#due.get(account) ?? 0n;
  }

  #settle(from: string, steps: bigint): Call {
    return {
      ...{ action: "settle", input: { from, args: [steps], parts: openParts(this.list) } },
      expected: () => this.oracle.settle(steps, true).outcome,
    };
  }

  #train(from: string, contribution: number): Call {
    return {
      ...{ action: "train", input: { from, contribution: this.contributions[contribution]! } },
      expected: () => this.oracle.train(contribution),
    };
  }

  #simple(action: string, from: string, expected: Call["expected"]): Promise<Outcome> {
    return this.#call({ action, input: { from }, expected });
  }

  async #call(call: Call): Promise<Outcome> {
    const sent = await this.#sent(() => this.trainer.act(call.action, call.input));
    if ("refused" in sent) {
      expect(sent, call.action).toEqual(call.expected(await this.#time()));
      return sent;
    }
    const [entry] = actedOf(sent);
    return this.#book(call, entry!);
  }

  async #batch(calls: readonly Call[], from: string): Promise<void> {
    const actions = calls.map(({ action, input: { contribution, parts, args } }) => ({
      action,
      ...(contribution && { contribution }),
      ...(parts && { parts }),
      ...(args && { args }),
    }));
    const sent = await this.#sent(() => this.trainer.actBatch({ from, actions }));
    if ("refused" in sent) throw new Error(`a batch was refused: ${sent.refused}`);
    const entries = actedOf(sent);
    expect(entries).toHaveLength(calls.length);
    for (const [k, entry] of entries.entries()) this.#book(calls[k]!, entry);
  }

  #book({ action, input, expected, payee = input.from }: Call, entry: ActedEntry): Outcome {
    const outcome = { paid: entry.amount, reason: entry.reason };
    expect(outcome, action).toEqual(expected(BigInt(entry.time)));
    this.#owe(input.from, -entry.paid);
    this.#owe(payee, entry.amount);
    return outcome;
  }

  #owe(account: string, units: bigint): void {
    this.#due.set(account, (this.#due.get(account) ?? 0n) + units);
  }

  async #sent(send: () => Promise<TransactionResult>): Promise<Sent> {
    try {
      const result = await send();
      this.transactions += 1;
      this.gas += result.gasUsed;
      if (result.gasUsed > this.mostGas) this.mostGas = result.gasUsed;
      expect(result.gasUsed, "gas of a transaction").toBeLessThan(GAS_LIMIT);
      return result;
    } catch (error) {
      if (error instanceof ChainlearnError) return { refused: error.code };
      throw error;
    }
  }

  /** Of the next block at the earliest. */
  async #time(): Promise<bigint> {
    const newest = BigInt(await this.#place.chain.now());
    return newest > this.#next ? newest : this.#next;
  }
}

const actedOf = ({ entries }: TransactionResult) =>
  entries.filter((entry): entry is typeof entry & ActedEntry => entry.kind === "acted");

/** 64 bits in the highest place of a secret. */
export const secretOf = (draw: bigint): bigint => (draw << 192n) | bytesToBigint(bigintToBytes(draw, 8));
