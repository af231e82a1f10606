import { bigintToBytes, commitParts, type Sample, type Shape } from "@chainlearn/core";
import { createReferenceModel } from "@chainlearn/kernel/testing";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import type { Learner, MarketSettings } from "../../packages/mechanisms/test/prediction-market-oracle.ts";

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

export type MarketWindows = Pick<
  MarketSettings,
  "commitSeconds" | "drawSeconds" | "showSeconds" | "stakeSeconds" | "revealSeconds" | "settleSeconds"
>;

export interface Labelled {
  readonly sample: Sample;
  readonly label: number;
}

/** A contribution that is going to be made. */
export interface Lesson extends Labelled {
  /** Number of the account that brings it, the provider not counted. */
  readonly by: number;
}

/** What a market is about: everything that happens on no chain. */
export interface MarketScene {
  readonly settings: MarketSettings;
  readonly shape: Shape;
  /** Test items by part. */
  readonly parts: readonly (readonly Labelled[])[];
  readonly lessons: readonly Lesson[];
}

/** Accounts that bring contributions. */
export const STAKERS = 9;
const TOPICS = 10;
const SEED = 2;

/** Every second account brings wrong labels. */
export const isHarmful = (account: number): boolean => account % 2 === 1;

export const modelParams = { learningRate: 1n, interceptRateQ16: 0n };

/** The same numbers for the same seed, on every machine. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Samples about ten topics with features of their own; every second topic has label 1. One sample says much about its topic. */
function samplesOf(
  { features, entries }: Pick<MarketSize, "features" | "entries">,
  random: (below: number) => number,
): () => Labelled {
  const width = Math.floor(features / TOPICS);
  return () => {
    const topic = random(TOPICS);
    const chosen = new Set<number>();
    while (chosen.size < entries) chosen.add(topic * width + random(width));
    return { sample: { indices: [...chosen].sort((a, b) => a - b) }, label: topic % 2 };
  };
}

export function sceneOf(size: MarketSize, windows: MarketWindows): MarketScene {
  const random = randomNumbers(SEED);
  const draw = samplesOf(size, random);
  const parts = Array.from({ length: size.testParts }, () => Array.from({ length: size.itemsPerPart }, draw));
  const tested = parts.flat();
  const lessons = Array.from({ length: size.contributions }, (_, n) => {
    const { sample, label } = tested[random(tested.length)]!;
    const by = n % STAKERS;
    return { by, sample, label: isHarmful(by) ? 1 - label : label };
  });
  const { testParts, itemsPerPart, contributions } = size;
  const settings: MarketSettings = {
    ...{ stakeUnits: 1_000n, rounds: 200n, bondUnits: 500n, drawBondUnits: 30n },
    ...{ stepFeeUnits: 1n, feePotUnits: 5_000n, grouped: size.grouped ? 1n : 0n },
    testParts: BigInt(testParts),
    itemsPerPart: BigInt(itemsPerPart),
    maxContributions: BigInt(contributions),
    ...windows,
  };
  const shape: Shape = {
    ...{ features: size.features, classes: 2, lane: 16, encoding: "sparse", valueBits: 0 },
    maxEntries: size.entries,
  };
  return { settings, shape, parts, lessons };
}

/** Commits to the test items; the salts are no secret here. */
export const committed = ({ parts, shape }: MarketScene): ReturnType<typeof commitParts> =>
  commitParts(
    parts,
    parts.map((_, k) => bigintToBytes(BigInt(1_000 + k), 32)),
    shape,
  );

/** For the oracle: the model as it was sealed, in plain TypeScript. */
export function learnerOf({ parts, lessons, shape }: MarketScene): Learner {
  const model = createReferenceModel(sparsePerceptron, shape, modelParams);
  const tested = parts.flat();
  return {
    train: (n) => model.update(lessons[n]!.sample, lessons[n]!.label),
    correct: () => BigInt(tested.filter(({ sample, label }) => model.predict(sample) === label).length),
  };
}
