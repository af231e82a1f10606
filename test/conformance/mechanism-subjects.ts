import type { MechanismPlugin, Shape } from "@chainlearn/core";
import type { MechanismStrategy, MechanismSubject } from "@chainlearn/core/testing";
import * as exported from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { stakeStrategy } from "../../packages/mechanisms/test/stake-strategy.ts";

/** How to aim at each mechanism, and its rules written from its README. */
const STRATEGIES: Readonly<Record<string, MechanismStrategy>> = {
  stake: stakeStrategy,
};

/** Few features, so that the model changes its mind often. */
const shape: Shape = { features: 8, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 3 };

const isMechanism = (value: unknown): value is MechanismPlugin =>
  typeof value === "object" && (value as Partial<MechanismPlugin> | null)?.manifest?.kind === "mechanism";

function strategyOf(id: string): MechanismStrategy {
  const strategy = STRATEGIES[id];
  if (!strategy) throw new Error(`${id} has no strategy in test/conformance/mechanism-subjects.ts`);
  return strategy;
}

/** Every mechanism that the package exports: none is left out by forgetting. */
export const mechanismSubjects: readonly MechanismSubject[] = Object.values(exported)
  .filter(isMechanism)
  .map((mechanism) => ({
    mechanism,
    strategy: strategyOf(mechanism.manifest.id),
    model: sparsePerceptron,
    modelParams: { learningRate: 3n, interceptRateQ16: 30_000n },
    shape,
  }));
