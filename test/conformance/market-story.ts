import { expect } from "vitest";
import { type MarketPlace, MarketRun, secretOf } from "./market-run.ts";
import {
  isHarmful,
  learnerOf,
  type MarketSize,
  type MarketWindows,
  STAKERS,
  sceneOf,
} from "./market-scene.ts";

/** What a market cost, and how it ended. */
export interface MarketReport {
  readonly transactions: number;
  readonly gas: bigint;
  /** Of the transaction that needed most. */
  readonly mostGas: bigint;
  /** Passes that had to be done again without somebody. */
  readonly restarts: number;
  /** Test items that the served model labels correctly. */
  readonly correct: { readonly before: number; readonly after: number };
}

export interface StoryOptions {
  /** Most steps that a call asks for. */
  readonly steps?: bigint;
  /** Calls of the settlement in one transaction. */
  readonly calls?: number;
}

/** Blocks of a chain whose clock is set follow by the second. */
export const WINDOWS: MarketWindows = {
  commitSeconds: 1_000n,
  drawSeconds: 1_000n,
  showSeconds: 1_000n,
  stakeSeconds: 1_000n,
  revealSeconds: 1_000n,
  settleSeconds: 1_000n,
};

/**
 * A market of the sparse perceptron from bounty to last withdrawal. Every second account brings wrong labels. Each call has to
 * do what the oracle says, everybody ends with the coins that are theirs, and verification has to find nothing.
 */
export async function playMarket(
  place: MarketPlace,
  size: MarketSize,
  { steps, calls }: StoryOptions = {},
): Promise<MarketReport> {
  const scene = sceneOf(size, WINDOWS);
  const run = await MarketRun.open(place, scene);
  const { oracle } = run;
  const people = run.people.slice(0, STAKERS);
  const [ann, ben, helper] = people as [string, string, string];
  await run.fund();
  await run.join(ann, secretOf(12_345n));
  await run.join(ben, secretOf(1n));
  await run.at(run.ends.commit);
  await run.unveil(ann, secretOf(12_345n));
  await run.at(run.ends.draw);
  await run.reveal();
  for (const [k, from] of people.entries())
    await run.stake(
      from,
      scene.lessons.flatMap(({ by }, n) => (by === k ? [n] : [])),
    );
  await run.at(run.ends.stake);
  await run.revealRest();
  await run.settleAll(helper, { ...(steps && { steps }), ...(calls && { calls }) });
  await run.withdrawAll();

  const { settlement } = oracle;
  if (!settlement) throw new Error("nothing was settled");
  const learner = learnerOf(scene);
  const before = Number(learner.correct());
  if (settlement.promoted) for (const n of settlement.trained) learner.train(oracle.contributions[n]!.lesson);
  const after = Number(learner.correct());
  let predicted = 0;
  for (const { sample, label } of scene.parts.flat())
    if ((await run.trainer.predict(sample)) === label) predicted += 1;
  expect(predicted, "test items that the served model labels correctly").toBe(after);
  for (const account of settlement.dropped)
    expect(isHarmful(people.indexOf(account)), "only who harms is dropped").toBe(true);
  return {
    ...{ transactions: run.transactions, gas: run.gas, mostGas: run.mostGas },
    ...{ restarts: settlement.passes - 1, correct: { before, after } },
  };
}
