// #region deployment
import { createEvmAdapter } from "@chainlearn/adapter-evm";
import { createModel, Replay } from "@chainlearn/adapter-local";
import {
  type DeploymentReceipt,
  type ResolvedComposition,
  readModelState,
  type Sample,
} from "@chainlearn/core";
import type { ModelLinker } from "@chainlearn/kernel";
import { http } from "viem";
import { foundry } from "viem/chains";

/** What a page finds out about a deployed model. */
export interface Findings {
  readonly entries: number;
  /** Where the log is not what the contract's rules make of it; undefined: nowhere. */
  readonly difference: string | undefined;
  /** What the replayed model and the contract say. */
  readonly here: readonly number[];
  readonly there: readonly number[];
}

/** Asks a contract, replays its log and compares. @param linker brings the linked model, for a page has no compilers */
export async function examine(
  composition: ResolvedComposition,
  { url, receipt, samples }: { url: string; receipt: DeploymentReceipt; samples: readonly Sample[] },
  linker: ModelLinker,
): Promise<Findings> {
  const adapter = createEvmAdapter({ chain: foundry, transport: http(url), signers: [] });
  const trainer = await adapter.attach(composition, receipt);
  const replay = await Replay.create(composition, trainer, { linker });
  let difference: string | undefined;
  for (const entry of await trainer.log()) difference ??= replay.apply(entry)?.where;
  const model = await createModel(composition, await readModelState(trainer), { linker });
  return {
    entries: replay.entries,
    difference,
    here: samples.map((sample) => model.predict(sample)),
    there: await Promise.all(samples.map((sample) => trainer.predict(sample))),
  };
}
// #endregion
