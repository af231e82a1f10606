import {
  type AccountState,
  type Cancellable,
  type CodeVerification,
  type Contribution,
  type DataItem,
  type LogRange,
  type MechanismPlugin,
  type ModelState,
  type PlacedLogEntry,
  type RecordState,
  readModelState,
  type Sample,
  type Trainer,
  untilAborted,
} from "@chainlearn/core";
import type { Address } from "viem";
import { decodeLogs } from "../log.ts";
import { readLogs } from "../read-logs.ts";
import { type AnyClient, type Attached, attachedTo, type ChainlearnDeployment } from "./attached.ts";
import { type WatchOptions, watchTrainer } from "./watch.ts";

/** A contribution with what its record says now. */
export interface ContributionState {
  readonly contribution: Contribution;
  /** undefined: there is none (any more). */
  readonly record: RecordState | undefined;
  /** Units that the addition cost. */
  readonly cost: bigint;
  /** Hash of the transaction that added it. */
  readonly transaction: string;
}

/** What a deployed model answers without a transaction. Amounts are units (1 gwei). A type and not an interface, as viem asks. */
export type ChainlearnActions = {
  /** Units that one addition costs now. */
  quote(options?: Cancellable): Promise<bigint>;
  /** Units that a batch would cost `from` now. */
  quoteBatch(
    input: Cancellable & { readonly from: Address; readonly items: readonly DataItem[] },
  ): Promise<bigint>;
  /** The label that the model gives a sample now. */
  predict(input: Cancellable & { readonly sample: Sample }): Promise<number>;
  /** The model's numbers. @param input.block default: the newest */
  modelState(input?: Cancellable & { readonly block?: number }): Promise<ModelState>;
  /** A contribution and its record; undefined if there is none with this id. */
  contribution(input: Cancellable & { readonly id: number }): Promise<ContributionState | undefined>;
  /** Credit and the mechanism's cells of an account. */
  accountState(input: Cancellable & { readonly address: Address }): Promise<AccountState>;
  /** Units that the contract holds. */
  contractBalance(options?: Cancellable): Promise<bigint>;
  /** The log's entries, decoded; all of them, or those of some blocks. */
  logEntries(range?: LogRange): Promise<PlacedLogEntry[]>;
  /** Calls back with new entries until the returned function is called or the signal fires. */
  watchLogEntries(options: WatchOptions): () => void;
  /** Compares the code on chain with a rebuilt contract; loads the compilers. */
  verifyCode(options?: Cancellable): Promise<CodeVerification>;
};

/** Asks the node for the one log of the addition; the whole log may be long. */
async function findContribution(
  { trainer, connection, logRange }: Attached,
  firstBlock: number,
  address: Address,
  { id, signal }: Cancellable & { readonly id: number },
): Promise<ContributionState | undefined> {
  const range = { address, fromBlock: firstBlock, toBlock: await trainer.block(), most: logRange };
  const [added] = decodeLogs(await readLogs(connection, { ...range, signal, addition: id }), address);
  if (added?.kind !== "dataAdded") return undefined;
  const { time, actor, label, sample, cost, position } = added;
  const contribution = { id, time, submitter: actor, label, sample };
  const { records } = await trainer.snapshot({ contributions: [contribution] });
  return { contribution, record: records.get(id), cost, transaction: position.transaction };
}

/**
 * Actions of a deployed model for a viem client: `publicClient.extend(chainlearnActions({ composition, receipt }))`.
 * Every one rejects with a ChainlearnError; a receipt of another composition or chain is `receipt_mismatch`.
 */
export const chainlearnActions =
  <P extends MechanismPlugin>(deployment: ChainlearnDeployment<P>) =>
  (client: AnyClient): ChainlearnActions => {
    const attached = attachedTo(client, deployment);
    const trainer = async (): Promise<Trainer> => (await attached()).trainer;
    const ask = <T>(options: Cancellable | undefined, run: (trainer: Trainer) => Promise<T>): Promise<T> =>
      untilAborted(options, async () => run(await trainer()));
    const { block, address } = deployment.receipt;
    return {
      quote: (options) => ask(options, (one) => one.quote()),
      quoteBatch: (input) => ask(input, (one) => one.quoteBatch(input)),
      predict: (input) => ask(input, (one) => one.predict(input.sample)),
      modelState: (input) => ask(input, (one) => readModelState(one, input?.block)),
      contribution: (input) =>
        untilAborted(input, async () => findContribution(await attached(), block, address as Address, input)),
      accountState: (input) => ask(input, (one) => one.account(input.address)),
      contractBalance: (options) => ask(options, async (one) => (await one.snapshot({})).balance),
      logEntries: (range) => ask(range, (one) => one.log(range)),
      watchLogEntries: (options) => watchTrainer(trainer, client.pollingInterval, options),
      verifyCode: (options) => ask(options, (one) => one.verifyCode()),
    };
  };
