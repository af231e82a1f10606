import { createLocalChain, type LocalChain, type LocalChainOptions } from "@chainlearn/adapter-local";
import {
  ChainlearnError,
  type Contribution,
  type DataAddedEntry,
  type DeployOptions,
  encodeSample,
  type PlacedLogEntry,
  type RawTrainer,
  type ResolvedComposition,
  type Snapshot,
  type SnapshotRequest,
  type Trainer,
  type TransactionResult,
} from "@chainlearn/core";
import { expect } from "vitest";

/** A deployed composition and the people around it. */
export interface Stage {
  readonly chain: LocalChain;
  readonly trainer: Trainer & RawTrainer;
  readonly address: string;
  readonly deployer: string;
  readonly alice: string;
  readonly bob: string;
  readonly carol: string;
}

export async function setStage(
  composition: ResolvedComposition,
  options: { readonly chain?: LocalChainOptions; readonly deploy?: Partial<DeployOptions> } = {},
): Promise<Stage> {
  const chain = await createLocalChain(options.chain);
  const [deployer, alice, bob, carol] = chain.accounts as [string, string, string, string];
  const { trainer } = await chain.adapter.deploy(composition, { from: deployer, ...options.deploy });
  const address = trainer.accountId.slice(trainer.accountId.lastIndexOf(":") + 1);
  return { chain, trainer: trainer as Trainer & RawTrainer, address, deployer, alice, bob, carol };
}

export const passTime = async ({ chain }: Stage, seconds: number): Promise<void> =>
  chain.setTime((await chain.now()) + seconds);

export const addition = (result: TransactionResult): DataAddedEntry & PlacedLogEntry => {
  const entry = result.entries[0];
  if (entry?.kind !== "dataAdded") throw new Error("the transaction added no data");
  return entry;
};

export const contributionOf = ({ id, time, actor, label, sample }: DataAddedEntry): Contribution => ({
  id,
  time,
  submitter: actor,
  label,
  sample,
});

/** Adds data and returns what a claim passes. */
export async function contribute(
  stage: Stage,
  from: string,
  indices: readonly number[],
  label: number,
): Promise<Contribution> {
  return contributionOf(addition(await stage.trainer.addData({ from, sample: { indices }, label })));
}

export const sampleBytes = (stage: Stage, ...indices: number[]): Uint8Array =>
  encodeSample({ indices }, stage.trainer.composition.shape);

/** Everything that the log has touched. */
export function touched(log: readonly PlacedLogEntry[], accounts: readonly string[]): SnapshotRequest {
  const contributions = log.filter((entry) => entry.kind === "dataAdded").map(contributionOf);
  return {
    contributions,
    accounts,
    marks: accounts.flatMap((account) => [0, 1].map((bucket) => ({ account, bucket }))),
  };
}

/** All that an observer can see of the chain. */
export interface World {
  readonly snapshot: Snapshot;
  readonly log: readonly PlacedLogEntry[];
  readonly balances: readonly bigint[];
  readonly now: number;
  readonly quote: bigint | string;
}

export async function observe({ chain, trainer, address }: Stage): Promise<World> {
  const log = await trainer.log();
  return {
    snapshot: await trainer.snapshot(touched(log, chain.accounts)),
    log,
    balances: await Promise.all([...chain.accounts, address].map((one) => chain.balance(one))),
    now: await chain.now(),
    quote: await trainer.quote(),
  };
}

export async function codeOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ChainlearnError) return error.code;
  throw new Error("the call was not refused with a ChainlearnError", { cause: error });
}

/** The call is refused with this code, and an observer sees no change. */
export async function expectRefused(stage: Stage, code: string, call: () => Promise<unknown>): Promise<void> {
  const before = await observe(stage);
  expect(await codeOf(call())).toBe(code);
  expect(await observe(stage)).toEqual(before);
}
