import { verify } from "@chainlearn/adapter-local";
import {
  type ChainAdapter,
  type DataAddedEntry,
  type DeploymentReceipt,
  type DevChain,
  encodeSample,
  type ResolvedComposition,
  resolveComposition,
} from "@chainlearn/core";
import { Random } from "@chainlearn/core/testing";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { expect } from "vitest";

const COST = 1_000n;
const FEATURES = 8;

/** Every contribution costs the same, so that what everybody has to have is known without asking the chain. */
export const composition: ResolvedComposition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: { features: FEATURES, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 2 },
  mechanismParams: { costWeightUnits: COST, minDepositUnits: COST, maxDepositUnits: COST },
});

/** A contribution to send. */
interface Planned {
  readonly from: string;
  readonly index: number;
  readonly label: number;
  readonly pay: bigint;
}

/** Few different ones, so that many are equal: none of them may be taken for another. */
const planned = (from: string, random: Random): Planned => ({
  from,
  index: random.below(FEATURES),
  label: random.below(2),
  pay: COST + BigInt(random.pick([0, 0, 1, 500])),
});

export interface ContributionsOptions {
  /** Reaches the node directly. */
  readonly chain: DevChain;
  /** Reach it through faults; the accounts are divided among them. */
  readonly adapters: readonly ChainAdapter[];
  readonly accounts: readonly string[];
  readonly count: number;
  readonly seed: number;
  /** How many transactions an account has sent. */
  readonly transactions: (account: string) => Promise<number>;
}

/**
 * Deploys through the faults, sends contributions of all accounts at once, and compares what the node says directly
 * with what was asked for: the log (also as it is read through the faults), every balance, every account's transactions, and the state by replay.
 */
export async function contributeThroughFaults(options: ContributionsOptions): Promise<void> {
  const { chain, adapters, accounts, count, seed } = options;
  const [deployer] = accounts as [string, ...string[]];
  const { receipt } = await adapters[0]!.deploy(composition, { from: deployer });
  const before = await booksOf(options);

  const random = new Random(seed);
  const plan = Array.from({ length: count }, (_, i) => planned(accounts[i % accounts.length]!, random));
  const added = await sendAll(options, receipt, plan);

  const trainer = await chain.adapter.attach(composition, receipt);
  const whole = await trainer.log();
  for (const adapter of adapters)
    expect(await (await adapter.attach(composition, receipt)).log()).toEqual(whole);
  const log = whole.filter((entry): entry is DataAddedEntry & typeof entry => entry.kind === "dataAdded");
  expect(log.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, id) => id));
  expect([...added].sort((a, b) => a.id - b.id)).toEqual(log);

  const after = await booksOf(options);
  for (const account of accounts) {
    const own = plan.filter(({ from }) => from === account);
    const paid = BigInt(own.length) * COST * chain.baseUnitsPerUnit;
    expect(before.get(account)!.balance - after.get(account)!.balance, account).toBe(paid);
    expect(after.get(account)!.transactions - before.get(account)!.transactions, account).toBe(own.length);
  }
  const { nextId, balance } = await trainer.snapshot({});
  expect({ nextId, balance }).toEqual({ nextId: count, balance: BigInt(count) * COST });
  expect(await verify(trainer)).toMatchObject({ ok: true, contributions: count });
}

interface Books {
  readonly balance: bigint;
  readonly transactions: number;
}

async function booksOf({ chain, accounts, transactions }: ContributionsOptions): Promise<Map<string, Books>> {
  const books = new Map<string, Books>();
  for (const account of accounts)
    books.set(account, { balance: await chain.balance(account), transactions: await transactions(account) });
  return books;
}

/** @returns the entries that the adapters give, after each was compared with what was asked for */
async function sendAll(
  { adapters, accounts }: ContributionsOptions,
  receipt: DeploymentReceipt,
  plan: readonly Planned[],
): Promise<readonly DataAddedEntry[]> {
  const trainers = await Promise.all(adapters.map((adapter) => adapter.attach(composition, receipt)));
  return Promise.all(
    plan.map(async ({ from, index, label, pay }) => {
      const trainer = trainers[accounts.indexOf(from) % trainers.length]!;
      const { entries } = await trainer.addData({ from, sample: { indices: [index] }, label, pay });
      const [entry, ...others] = entries;
      expect(others).toEqual([]);
      expect(entry).toMatchObject({ kind: "dataAdded", actor: from, label, paid: pay, cost: COST });
      const added = entry as DataAddedEntry & typeof entry;
      expect(added.sample).toEqual(encodeSample({ indices: [index] }, composition.shape));
      return added;
    }),
  );
}
