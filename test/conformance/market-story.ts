import { verify } from "@chainlearn/adapter-local";
import {
  type ActedEntry,
  type ActInput,
  bigintToBytes,
  type Contribution,
  commitParts,
  type DevChain,
  openParts,
  resolveComposition,
  type Sample,
  type Shape,
  secretCommitment,
  type Trainer,
  type TransactionResult,
} from "@chainlearn/core";
import { createReferenceModel } from "@chainlearn/kernel/testing";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { expect } from "vitest";
import { predictionMarket } from "../../packages/mechanisms/src/prediction-market/plugin.ts";
import {
  type Learner,
  MarketOracle,
  type MarketSettings,
  type Outcome,
} from "../../packages/mechanisms/test/prediction-market-oracle.ts";

/** How large a market is. */
export interface MarketSize {
  readonly features: number;
  /** Entries of each sample. */
  readonly entries: number;
  readonly testParts: number;
  readonly itemsPerPart: number;
  readonly contributions: number;
  /** Scored account by account, not contribution by contribution. */
  readonly grouped?: true;
}

/** What a market cost. */
export interface MarketReport {
  readonly transactions: number;
  readonly gas: bigint;
  /** Of the transaction that needed most. */
  readonly mostGas: bigint;
  /** Times that the model was trained from its sealed state. */
  readonly passes: number;
  readonly correct: { readonly before: number; readonly after: number };
}

interface Labelled {
  readonly sample: Sample;
  readonly label: number;
}

/** The same numbers for the same seed, on every machine. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Samples of which a hidden sum of signs says the label. */
function samplesOf({ features, entries }: MarketSize, random: (below: number) => number): () => Labelled {
  const signs = Array.from({ length: features }, () => (random(2) === 1 ? 1 : -1));
  return () => {
    const chosen = new Set<number>();
    while (chosen.size < entries) chosen.add(random(features));
    const indices = [...chosen].sort((a, b) => a - b);
    const label = indices.reduce((sum, index) => sum + signs[index]!, 0) > 0 ? 1 : 0;
    return { sample: { indices }, label };
  };
}

const WINDOW = 1_000n;

/**
 * A market of the sparse perceptron from bounty to last withdrawal. Every second account brings wrong labels. Each call has to
 * do what the oracle says, and verification has to find nothing.
 */
export async function playMarket(
  chain: DevChain,
  size: MarketSize,
  { seed = 1, stepsPerCall = 1_000n }: { readonly seed?: number; readonly stepsPerCall?: bigint } = {},
): Promise<MarketReport> {
  const random = randomNumbers(seed);
  const shape: Shape = {
    ...{ features: size.features, classes: 2, lane: 16, encoding: "sparse", valueBits: 0 },
    maxEntries: size.entries,
  };
  const draw = samplesOf(size, random);
  const items = Array.from({ length: size.testParts }, () => Array.from({ length: size.itemsPerPart }, draw));
  // What is brought is about what is tested, so that a few samples move the score.
  const tested = items.flat();
  const people = chain.accounts.slice(1);
  const [provider] = chain.accounts as [string];
  const contributions = Array.from({ length: size.contributions }, (_, n) => {
    const { sample, label } = tested[random(tested.length)]!;
    const from = people[n % people.length]!;
    return { from, sample, label: people.indexOf(from) % 2 === 0 ? label : 1 - label };
  });
  const settings: MarketSettings = {
    ...{ stakeUnits: 1_000n, rounds: 5_000n, bondUnits: 500n, drawBondUnits: 30n },
    ...{ stepFeeUnits: 1n, feePotUnits: 5_000n, grouped: size.grouped ? 1n : 0n },
    testParts: BigInt(size.testParts),
    itemsPerPart: BigInt(size.itemsPerPart),
    maxContributions: BigInt(size.contributions),
    ...{ commitSeconds: WINDOW, drawSeconds: WINDOW, showSeconds: WINDOW },
    ...{ stakeSeconds: WINDOW, revealSeconds: WINDOW },
  };
  const composition = resolveComposition({
    model: sparsePerceptron,
    mechanism: predictionMarket,
    shape,
    mechanismParams: settings as unknown as Record<string, bigint>,
  });
  const sealed = (): Learner => {
    const model = createReferenceModel(sparsePerceptron, shape, {
      learningRate: 1n,
      interceptRateQ16: 65_536n,
    });
    return {
      train: (n) => model.update(contributions[n]!.sample, contributions[n]!.label),
      correct: () => BigInt(tested.filter(({ sample, label }) => model.predict(sample) === label).length),
    };
  };
  const oracle = new MarketOracle(settings, provider, {
    sealed,
    stateWords: composition.layout.stateWords,
  });
  const { trainer } = await chain.adapter.deploy(composition, { from: provider, roles: { provider } });
  const story = new Story(trainer);

  const list = commitParts(
    items,
    items.map((_, k) => bigintToBytes(BigInt(seed * 1_000 + k + 1), 32)),
    shape,
  );
  const funded = await story.act("fund", { from: provider, digest: list.digest, pay: oracle.escrow });
  story.same(funded, oracle.fund(provider, BigInt(funded.time), oracle.escrow));
  const start = BigInt(funded.time);
  const at = (window: bigint): Promise<void> => chain.setTime(Number(start + window * WINDOW));

  const [ann, ben] = people as [string, string];
  const secrets = [bigintToBytes(2n ** 255n + 12_345n, 32), bigintToBytes(2n ** 254n + 1n, 32)] as const;
  const asNumber = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
  for (const [k, from] of [ann, ben].entries()) {
    const secret = secrets[k]!;
    const pay = settings.drawBondUnits;
    const joined = await story.act("join", { from, pay, digest: secretCommitment(from, secret) });
    story.same(joined, oracle.join(from, BigInt(joined.time), pay, asNumber(secret)));
  }
  await at(1n);
  const unveiled = await story.act("unveil", { from: ann, digest: secrets[0] });
  story.same(unveiled, oracle.unveil(ann, BigInt(unveiled.time), asNumber(secrets[0])));

  const reveal = async (): Promise<void> => {
    const due = oracle.duePart;
    const entry = await story.act("reveal", { from: provider, parts: openParts(list, [due]) });
    story.same(entry, oracle.reveal(BigInt(entry.time), [[due, size.itemsPerPart]]));
  };
  await at(2n);
  await reveal();
  const added: Contribution[] = [];
  for (const [n, { from, sample, label }] of contributions.entries()) {
    const { entries } = await story.sent(trainer.addData({ from, sample, label }));
    const [entry] = entries;
    if (entry?.kind !== "dataAdded") throw new Error("nothing was added");
    story.paidIn += entry.cost;
    expect({ paid: entry.cost, reason: 0 }).toEqual(oracle.add(BigInt(entry.time), from, n));
    added.push({ id: entry.id, time: entry.time, submitter: entry.actor, label, sample: entry.sample });
  }
  await at(4n);
  for (let part = 1; part < size.testParts; part++) await reveal();

  const opening = openParts(list);
  const [, , helper = ann] = people;
  while (oracle.phase === "settling") {
    const { turn } = oracle;
    if (turn === undefined) {
      const entry = await story.act("settle", { from: helper, args: [stepsPerCall], parts: opening });
      story.same(entry, oracle.settle(stepsPerCall, true).outcome);
    } else {
      const entry = await story.act("train", { from: helper, contribution: added[turn]! });
      story.same(entry, oracle.train(turn));
    }
  }
  for (const from of people) {
    const expected = oracle.collect(from);
    if ("refused" in expected)
      await expect(trainer.act("collect", { from })).rejects.toMatchObject({ code: expected.refused });
    else story.same(await story.act("collect", { from }), expected);
  }
  story.same(await story.act("reclaim", { from: provider }), oracle.reclaim(provider));
  for (const from of [provider, ann])
    await expect(trainer.act("reclaim", { from })).rejects.toThrow(/nothing_left|not_permitted/);

  expect(story.paidOut, "paid out of what was paid in").toBe(story.paidIn);
  const end = await trainer.snapshot({ contributions: [], accounts: [], marks: [] });
  expect(end.balance, "left in the contract").toBe(0n);
  expect(await verify(trainer)).toMatchObject({ ok: true });

  const { settlement } = oracle;
  if (!settlement) throw new Error("nothing was settled");
  const learner = sealed();
  const before = Number(learner.correct());
  if (settlement.promoted) for (const n of settlement.trained) learner.train(n);
  const after = Number(learner.correct());
  let predicted = 0;
  for (const { sample, label } of tested) if ((await trainer.predict(sample)) === label) predicted += 1;
  expect(predicted, "test items that the served model labels correctly").toBe(after);
  return {
    ...{ transactions: story.transactions, gas: story.gas, mostGas: story.mostGas },
    ...{ passes: settlement.passes, correct: { before, after } },
  };
}

/** Sends calls, counts what they cost and what they pay. */
class Story {
  transactions = 0;
  gas = 0n;
  mostGas = 0n;
  paidIn = 0n;
  paidOut = 0n;
  readonly #trainer: Trainer;

  constructor(trainer: Trainer) {
    this.#trainer = trainer;
  }

  async sent(sending: Promise<TransactionResult>): Promise<TransactionResult> {
    const result = await sending;
    this.transactions += 1;
    this.gas += result.gasUsed;
    if (result.gasUsed > this.mostGas) this.mostGas = result.gasUsed;
    return result;
  }

  async act(action: string, input: ActInput): Promise<ActedEntry> {
    const { entries } = await this.sent(this.#trainer.act(action, input));
    const [entry] = entries;
    if (entry?.kind !== "acted") throw new Error(`${action} was not logged`);
    this.paidIn += entry.paid;
    this.paidOut += entry.amount;
    return entry;
  }

  same({ amount, reason }: ActedEntry, expected: Outcome): void {
    expect({ paid: amount, reason }).toEqual(expected);
  }
}
