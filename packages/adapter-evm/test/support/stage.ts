import type { AnvilChain } from "@chainlearn/adapter-evm/testing";
import {
  type Contribution,
  type DataAddedEntry,
  type DeploymentReceipt,
  type RawTrainer,
  type ResolvedComposition,
  resolveComposition,
  type Sample,
  type Snapshot,
  type Trainer,
  type TransactionResult,
} from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { toChainlearnError } from "../../src/errors.ts";

export type FullTrainer = Trainer & RawTrainer;

/** Units that an addition costs in {@link composition}. */
export const PRICE = 1_000n;

/** Flat price, claims open at once, small state. */
export const composition: ResolvedComposition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: { features: 40, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 40 },
  modelParams: { learningRate: 3n },
  mechanismParams: {
    costWeightUnits: PRICE,
    minDepositUnits: PRICE,
    maxDepositUnits: PRICE,
    refundWaitSeconds: 0n,
    ownerWaitSeconds: 0n,
    anyWaitSeconds: 1_000n,
  },
});

export const SAMPLE: Sample = { indices: [1, 2, 39] };

/** A deployed and sealed composition whose intercept is 1: it predicts 1 until it is told otherwise. */
export async function deployed(
  chain: AnvilChain,
): Promise<{ readonly trainer: FullTrainer; readonly receipt: DeploymentReceipt }> {
  const { trainer, receipt } = await chain.adapter.deploy(composition, {
    from: chain.accounts[0]!,
    initialState: { hot: [1n] },
    roles: { beneficiary: chain.accounts[5]! },
  });
  return { trainer: trainer as FullTrainer, receipt };
}

/** The contribution that a transaction added. */
export function contributionOf(result: TransactionResult): Contribution {
  const { id, time, actor, label, sample } = result.entries[0] as DataAddedEntry;
  return { id, time, submitter: actor, label, sample };
}

/** The code with which a call of viem's is refused; "accepted" if it is not. */
export const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "accepted",
    (error: unknown) => toChainlearnError(error, "the call").code,
  );

/** All that a call can change, of some accounts and contributions. */
export async function everything(
  trainer: Trainer,
  accounts: readonly string[],
  contributions: readonly Contribution[],
): Promise<Omit<Snapshot, "block"> & { readonly entries: number }> {
  const marks = accounts.map((account) => ({ account, bucket: 0 }));
  const { block: _, ...snapshot } = await trainer.snapshot({ accounts, contributions, marks });
  return { ...snapshot, entries: (await trainer.log()).length };
}
