import type { MechanismName } from "./customs/all.ts";
import type { ModelName } from "./models.ts";
import type { ScenarioName } from "./people.ts";

/** What is simulated. */
export interface Plan {
  readonly scenario: ScenarioName;
  readonly mechanism: MechanismName;
  readonly model: ModelName;
  readonly seed: number;
  /** Days on which data is added. */
  readonly days: number;
  /** Parameters of the mechanism that are not as {@link Customs} has them. */
  readonly params?: Readonly<Record<string, bigint>>;
}

/** Short for people and for filters: scenario/mechanism/model/seed. */
export const nameOf = ({
  scenario,
  mechanism,
  model,
  seed,
}: Pick<Plan, "scenario" | "mechanism" | "model" | "seed">): string =>
  `${scenario}/${mechanism}/${model}/${seed}`;
