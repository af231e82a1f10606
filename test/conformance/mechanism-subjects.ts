import { accumulator, type MechanismPlugin, type Shape, unique } from "@chainlearn/core";
import type { MechanismSubject } from "@chainlearn/core/testing";
import * as exported from "@chainlearn/mechanisms";
import { passiveAggressive, sparsePerceptron } from "@chainlearn/models-wasm";
import { type ChampionModel, championStrategy } from "../../packages/mechanisms/test/champion-strategy.ts";
import { pointsStrategy } from "../../packages/mechanisms/test/points-strategy.ts";
import type { MarketModel } from "../../packages/mechanisms/test/prediction-market-rules.ts";
import { predictionMarketStrategy } from "../../packages/mechanisms/test/prediction-market-strategy.ts";
import { stakeStrategy } from "../../packages/mechanisms/test/stake-strategy.ts";

/** Few features, so that the model changes its mind often. */
const shape: Shape = { features: 8, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 3 };

/** A model that learns from samples that it has right already, and room for many different samples. */
const championModel: ChampionModel = {
  model: passiveAggressive,
  shape: { ...shape, features: 40, maxEntries: 4 },
  params: { targetMargin: 300n, aggressiveness: 60n, interceptRateQ16: 65_536n },
  initialState: { cells: Array.from({ length: 40 }, (_, j) => BigInt(((j * 37) % 101) - 50)), hot: [3n] },
};

/** A model that a few contributions move. */
const marketModel: MarketModel = {
  model: sparsePerceptron,
  shape,
  params: { learningRate: 3n, interceptRateQ16: 30_000n },
  initialState: { cells: [4n, -3n, 2n, -1n, 1n, -2n, 3n, -4n], hot: [1n] },
};

/** What each mechanism is tried with: how to aim at it, and its rules written from its documentation. */
const SUBJECTS: Readonly<Record<string, Omit<MechanismSubject, "mechanism">>> = {
  champion: {
    strategy: championStrategy(championModel),
    model: championModel.model,
    modelParams: championModel.params,
    initialState: championModel.initialState,
    shape: championModel.shape,
  },
  points: {
    strategy: pointsStrategy,
    model: sparsePerceptron,
    modelParams: { learningRate: 3n, interceptRateQ16: 30_000n },
    shape,
  },
  "prediction-market": {
    strategy: predictionMarketStrategy(marketModel),
    model: marketModel.model,
    modelParams: marketModel.params,
    initialState: marketModel.initialState,
    shape: marketModel.shape,
  },
  stake: {
    strategy: stakeStrategy,
    model: sparsePerceptron,
    modelParams: { learningRate: 3n, interceptRateQ16: 30_000n },
    shape,
  },
};

const isMechanism = (value: unknown): value is MechanismPlugin =>
  typeof value === "object" && (value as Partial<MechanismPlugin> | null)?.manifest?.kind === "mechanism";

function subjectOf(mechanism: MechanismPlugin): MechanismSubject {
  const subject = SUBJECTS[mechanism.manifest.id];
  if (!subject)
    throw new Error(`${mechanism.manifest.id} has no subject in test/conformance/mechanism-subjects.ts`);
  return { mechanism, ...subject };
}

/** Every mechanism that the package exports: none is left out by forgetting. */
const mechanisms: readonly MechanismSubject[] = Object.values<unknown>(exported)
  .filter(isMechanism)
  .map(subjectOf);

/** The data handlers beside `stored`, each with a mechanism that claims in every way. */
const handlers: readonly MechanismSubject[] = [unique, accumulator].map((dataHandler) => ({
  ...subjectOf(exported.stake),
  dataHandler,
  // Room for samples that are no repeats.
  shape: { ...shape, features: 40 },
  operations: { inProcess: 10_000, onChain: 3_000 },
}));

export const mechanismSubjects: readonly MechanismSubject[] = [...mechanisms, ...handlers];
