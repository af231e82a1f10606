import type { DevChain } from "../../dev-chain.ts";
import type { CheckContext } from "./check.ts";
import { Stage, type StageOptions } from "./stage.ts";

const stages = new WeakMap<DevChain, Map<string, Promise<Stage>>>();

/**
 * A stage that checks of refusals share: they leave nothing behind, and prove it. Saves a deployment per check, which
 * on a chain with a real clock takes seconds.
 */
export function sharedStage(context: CheckContext, name: string, options: StageOptions = {}): Promise<Stage> {
  const ofChain = stages.get(context.chain) ?? new Map<string, Promise<Stage>>();
  stages.set(context.chain, ofChain);
  const known = ofChain.get(name);
  if (known) return known;
  const opened = Stage.open(context, options);
  ofChain.set(name, opened);
  return opened;
}
