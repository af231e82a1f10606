import { createLocalChain } from "@chainlearn/adapter-local";
import { type Composition, createTrainers, type ResolvedComposition } from "@chainlearn/core";
import type { CompositionConfig, Config } from "./config.ts";
import { modulesOf } from "./plugins.ts";

/** What core knows of a composition of the configuration. */
export const compositionOf = ({
  roles,
  initialModel,
  weights,
  upload,
  ...composition
}: CompositionConfig): Composition => composition;

/**
 * A composition of the configuration without any chain of it.
 * @throws ChainlearnError invalid_composition, unknown_plugin
 */
export async function resolveOffline(config: Config, entry: CompositionConfig): Promise<ResolvedComposition> {
  const { adapter } = await createLocalChain();
  return createTrainers({ adapter, modules: modulesOf(config.plugins ?? []) }).resolve(compositionOf(entry));
}
