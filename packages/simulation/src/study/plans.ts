import { namesOf } from "@chainlearn/example-kit/arguments";
import { CUSTOMS } from "../customs/all.ts";
import { MODELS, type ModelName } from "../models.ts";
import { SCENARIOS, type ScenarioName } from "../people.ts";
import type { Plan } from "../plan.ts";

/** The attackers that are as rich as all honest people: these runs are made with every seed. */
export const ATTACKS = ["flip", "stealth", "ring"] as const satisfies readonly ScenarioName[];
const SEEDS: readonly number[] = [1, 2, 3];
const DAYS = 90;

const isAttack = (scenario: ScenarioName): boolean => ATTACKS.some((attack) => attack === scenario);

/** Where no money is at stake, one seed says enough. */
const seedsOf = (scenario: ScenarioName, mechanism: string): readonly number[] =>
  isAttack(scenario) && mechanism !== "points" ? SEEDS : SEEDS.slice(0, 1);

/** All rows of the table, in its order. */
export const plans: readonly Plan[] = namesOf(SCENARIOS).flatMap((scenario) =>
  namesOf(MODELS).flatMap((model: ModelName) =>
    namesOf(CUSTOMS).flatMap((mechanism) =>
      seedsOf(scenario, mechanism).map((seed) => ({ scenario, mechanism, model, seed, days: DAYS })),
    ),
  ),
);
