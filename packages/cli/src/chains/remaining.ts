import type { DeploymentReceipt, ResolvedComposition } from "@chainlearn/core";
import type { DeploymentCost } from "./chain.ts";

/**
 * What is deployed to a chain of our own to see what a deployment costs. One that was begun is brought to its end
 * whatever its parameters are, and the other chain cannot know that it was.
 */
export function rehearsed(
  composition: ResolvedComposition,
  done: DeploymentReceipt | undefined,
): ResolvedComposition {
  const { mechanism } = composition;
  const { contradiction: _, ...manifest } = mechanism.manifest;
  return done ? { ...composition, mechanism: { ...mechanism, manifest } } : composition;
}

/** The steps of a deployment that an earlier run has not done. */
export function remainingSteps(
  whole: DeploymentReceipt,
  done: DeploymentReceipt | undefined,
): DeploymentReceipt["steps"] {
  // Codes of a CosmWasm chain have numbers, which differ from chain to chain.
  const kind = (step: string): string => step.replace(/^(upload code) \d+$/, "$1");
  const known = new Set(done?.steps.map(({ step }) => kind(step)));
  return whole.steps
    .filter(({ step }) => !known.has(kind(step)))
    .map(({ step, ...rest }) => ({ ...rest, step: kind(step) }));
}

/** What steps of a deployment cost. */
export function costOf(
  done: DeploymentReceipt["steps"],
  feeOf: (gas: bigint, transactions: bigint) => bigint,
): DeploymentCost {
  const steps = done.map(({ step, gasUsed }) => ({ step, gas: BigInt(gasUsed) }));
  const gas = steps.reduce((sum, step) => sum + step.gas, 0n);
  return { gas, fee: feeOf(gas, BigInt(steps.length)), steps };
}
