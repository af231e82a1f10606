import type { Composition, EncoderPlugin, MechanismPlugin, ModelPlugin } from "@chainlearn/core";
import type { ContainerModule } from "inversify";
import type { ChainConfig } from "../chains/chain.ts";

/** What a package brings: plugins one by one, or a container module that binds them. */
export type PluginSource = ContainerModule | ModelPlugin | MechanismPlugin | EncoderPlugin;

/** A composition with what its deployments start from. */
export interface CompositionConfig extends Composition {
  /** Addresses of its roles, or names of accounts of the chain. */
  readonly roles?: Readonly<Record<string, string>>;
  /** A model file to start with: of `export model`, or of `import`. Relative to the configuration. */
  readonly initialModel?: string;
  /** Where the initial state is kept; see `DeployOptions`. */
  readonly weights?: "cells" | "code";
  /** How the initial state gets into the contract; see `DeployOptions`. */
  readonly upload?: "chunks" | "once";
}

/** What `chainlearn.config.ts` exports. */
export interface Config {
  /** From any package. Compositions name them by their ids. */
  readonly plugins?: readonly PluginSource[];
  /** By name. Where there is one only, no command has to name it. */
  readonly chains: Readonly<Record<string, ChainConfig>>;
  /** By name. Where there is one only, no command has to name it. */
  readonly compositions: Readonly<Record<string, CompositionConfig>>;
  /** Folder of receipts, relative to the configuration. Default: `deployments`. */
  readonly deployments?: string;
  /**
   * File of the log store, relative to the configuration. Default: `log.db` in the folder of receipts. CHAINLEARN_STORE in the
   * environment comes first: another file, or the URL of a PostgreSQL database.
   */
  readonly store?: string;
}

/** Gives a configuration its type. */
export const defineConfig = (config: Config): Config => config;
