import { type Params, type ResolvedComposition, resolveComposition } from "../../composition.ts";
import type { DataHandlerPlugin, Shape } from "../../manifest.ts";
import type { CheckPlugins } from "./check.ts";

/** Few features, two-byte indices, two lanes' words in use. */
export const SMALL: Shape = {
  features: 20,
  classes: 2,
  lane: 16,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 6,
};

/** Values with fraction bits, and lanes so narrow that they saturate. */
export const VALUES: Shape = {
  features: 40,
  classes: 2,
  lane: 8,
  encoding: "sparse-values",
  valueBits: 4,
  maxEntries: 5,
};

/** Four-byte indices, and a state that no chain takes in one transaction of moderate size. */
export const WIDE: Shape = {
  features: 65_600,
  classes: 2,
  lane: 8,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 4,
};

/** Longer than any test runs. */
export const NEVER = 1_000_000_000n;

/** The intercept stays 0, so that samples without a common feature do not influence each other. */
export const MODEL_PARAMS: Params = { learningRate: 3n, interceptRateQ16: 0n };

/** Everybody pays the same at any time; claims are open at once; takes by others never. */
export const MECHANISM_PARAMS: Params = {
  costWeightUnits: 1_000n,
  minDepositUnits: 1_000n,
  maxDepositUnits: 1_000n,
  refundWaitSeconds: 0n,
  anyWaitSeconds: NEVER,
};

export interface CompositionChange {
  readonly shape?: Shape;
  readonly model?: Params;
  readonly mechanism?: Params;
  readonly dataHandler?: DataHandlerPlugin;
}

/** The suite's composition with a few things changed; the beneficiary takes from the moment on at which refunds open. */
export function composition(plugins: CheckPlugins, change: CompositionChange = {}): ResolvedComposition {
  const mechanismParams = { ...MECHANISM_PARAMS, ...change.mechanism };
  return resolveComposition({
    ...plugins,
    ...(change.dataHandler && { dataHandler: change.dataHandler }),
    shape: change.shape ?? SMALL,
    modelParams: { ...MODEL_PARAMS, ...change.model },
    mechanismParams: { ownerWaitSeconds: mechanismParams.refundWaitSeconds ?? 0n, ...mechanismParams },
  });
}
