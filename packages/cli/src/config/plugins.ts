import { type EncoderPlugin, type MechanismPlugin, type ModelPlugin, ROLES } from "@chainlearn/core";
import { ContainerModule } from "inversify";
import type { PluginSource } from "./config.ts";

type Plugin = Exclude<PluginSource, ContainerModule>;

const isPlugin = (source: PluginSource): source is Plugin => "manifest" in source;

function bindOne(plugin: Plugin): ContainerModule {
  return new ContainerModule(({ bind }) => {
    switch (plugin.manifest.kind) {
      case "model":
        bind(ROLES.model).toConstantValue(plugin as ModelPlugin);
        break;
      case "mechanism":
        bind(ROLES.mechanism).toConstantValue(plugin as MechanismPlugin);
        break;
      case "encoder":
        bind(ROLES.encoder).toConstantValue(plugin as EncoderPlugin);
        break;
    }
  });
}

/** Container modules of everything in a configuration's `plugins`, in their order. */
export const modulesOf = (sources: readonly PluginSource[]): ContainerModule[] =>
  sources.map((source) => (isPlugin(source) ? bindOne(source) : source));
