import type { DevChain } from "../../dev-chain.ts";
import type { MechanismPlugin, ModelPlugin } from "../../manifest.ts";

/**
 * What a check asks of a chain beyond the DevChain interface.
 * settable-clock: `setTime` works. fractional-units: a unit is more than one base unit, so that an amount between two units exists.
 * unique, accumulator: the data handler of this id.
 */
export type CheckNeed = "settable-clock" | "fractional-units" | "unique" | "accumulator";

/** The plugins that the checks compose. The caller passes them, since core imports no plugin. */
export interface CheckPlugins {
  /** `sparse-perceptron`; for the probe checks `probe-model`. */
  readonly model: ModelPlugin;
  /** `stake`; for the probe checks `probe-mechanism`. */
  readonly mechanism: MechanismPlugin;
}

export interface CheckContext {
  readonly chain: DevChain;
  readonly plugins: CheckPlugins;
}

/** One requirement of docs/spec/shell.md, tested through the public interfaces. */
export interface Check {
  /** Stable; kebab-case. */
  readonly id: string;
  readonly title: string;
  readonly needs?: readonly CheckNeed[];
  /** @throws CheckFailure saying what is different */
  run(context: CheckContext): Promise<void>;
}

/** The needs of a check that a chain does not meet; a test runner skips it by name and says why. */
export function unmetNeeds(check: Check, chain: DevChain): readonly CheckNeed[] {
  const met: Readonly<Record<CheckNeed, boolean>> = {
    "settable-clock": chain.clock === "settable",
    "fractional-units": chain.baseUnitsPerUnit > 1n,
    unique: chain.adapter.dataHandlers.includes("unique"),
    accumulator: chain.adapter.dataHandlers.includes("accumulator"),
  };
  return (check.needs ?? []).filter((need) => !met[need]);
}
