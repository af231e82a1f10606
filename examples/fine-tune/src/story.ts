import { type VerificationReport, verify } from "@chainlearn/adapter-local";
import {
  type Cancellable,
  type ChainId,
  type Composition,
  createTrainers,
  type DeploymentReceipt,
  type DevChain,
  initialStateOf,
  readModelState,
} from "@chainlearn/core";
import { initialModel, learn, type Point } from "./learn.ts";
import type { Parts } from "./prepare.ts";

/** What came out on a chain. */
export interface Outcome {
  readonly chainId: ChainId;
  readonly receipt: DeploymentReceipt;
  readonly curve: readonly Point[];
  /** In the chain's own gas. */
  readonly gas: { readonly deploy: bigint; readonly meanAddition: bigint };
  /** Hex of the model's hash at the end: on chain, and by the same kernel in this process. */
  readonly stateHash: string;
  readonly expectedStateHash: string;
  /** Held-back digits whose label was asked on chain, and those of them that got the label of this process. */
  readonly predictions: { readonly compared: number; readonly equal: number };
  readonly verification: VerificationReport;
}

/** Held-back digits whose label is asked on chain as well. */
const COMPARED = 10;

/** Deploys the last layer, lets accounts contribute the digits in turn, and verifies what the chain then holds. */
export async function trainOnChain(
  chain: DevChain,
  composition: Composition,
  parts: Parts,
  { signal, onProgress }: Cancellable & { readonly onProgress?: (share: number, what: string) => void },
): Promise<Outcome> {
  const cancellable = signal ? { signal } : {};
  const trainers = createTrainers({ adapter: chain.adapter });
  const [deployer = "", ...contributors] = chain.accounts;
  const model = await initialModel(parts);
  const { trainer, receipt } = await trainers.deploy(composition, {
    ...cancellable,
    from: deployer,
    initialState: model.state(),
    onProgress: (_done, _total, step) => onProgress?.(0, `deploying: ${step}`),
  });
  let gas = 0n;
  const curve = await learn(model, parts, async ({ sample, label }, index) => {
    const from = contributors[index % contributors.length]!;
    const { gasUsed } = await trainer.addData({ ...cancellable, from, sample, label });
    gas += gasUsed;
    onProgress?.(index / parts.contributions.length, "contributions");
  });
  const asked = parts.heldBack.slice(0, COMPARED);
  let equal = 0;
  for (const { sample } of asked) if ((await trainer.predict(sample)) === model.predict(sample)) equal += 1;
  onProgress?.(1, "verifying");
  return {
    chainId: trainer.chainId,
    receipt,
    curve,
    gas: {
      deploy: receipt.steps.reduce((sum, { gasUsed }) => sum + BigInt(gasUsed), 0n),
      meanAddition: gas / BigInt(parts.contributions.length),
    },
    stateHash: initialStateOf(trainer.composition, await readModelState(trainer)).hash,
    expectedStateHash: initialStateOf(trainer.composition, model.state()).hash,
    predictions: { compared: asked.length, equal },
    verification: await verify(trainer, cancellable),
  };
}
