import { CUSTOMS } from "../customs/all.ts";
import { MODELS, type ModelName } from "../models.ts";
import { SCENARIOS, type ScenarioName } from "../people.ts";
import type { Plan } from "../plan.ts";

/** The attackers that are as rich as all honest people: these runs are made with every seed. */
export const ATTACKS = ["flip", "stealth", "ring"] as const satisfies readonly ScenarioName[];
const SEEDS: readonly number[] = [1, 2, 3];
const DAYS = 90;

const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>): K[] => Object.keys(record) as K[];

const isAttack = (scenario: ScenarioName): boolean => ATTACKS.some((attack) => attack === scenario);

/** Where no money is at stake, one seed says enough. */
const seedsOf = (scenario: ScenarioName, mechanism: string): readonly number[] =>
  isAttack(scenario) && mechanism !== "points" ? SEEDS : SEEDS.slice(0, 1);

/** All rows of the table, in its order. */
export const plans: readonly Plan[] = keysOf(SCENARIOS).flatMap((scenario) =>
  keysOf(MODELS).flatMap((model: ModelName) =>
    keysOf(CUSTOMS).flatMap((mechanism) =>
      seedsOf(scenario, mechanism).map((seed) => ({ scenario, mechanism, model, seed, days: DAYS })),
    ),
  ),
);
