import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ChainlearnError, isChainlearnError, located } from "@chainlearn/core";
import { createJiti } from "jiti";
import { checkConfig } from "./check.ts";
import type { Config } from "./config.ts";

/** Names that are looked for, in this order. */
export const CONFIG_FILES = [
  "chainlearn.config.ts",
  "chainlearn.config.mts",
  "chainlearn.config.mjs",
] as const;

/** A configuration and where it is. */
export interface LoadedConfig {
  readonly config: Config;
  /** Paths in it are relative to this folder. */
  readonly folder: string;
}

/** What Node says before it has run a line of a file that it cannot take as it is; jiti can take more. */
const NOT_AS_IT_IS: ReadonlySet<unknown> = new Set([
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNSUPPORTED_DIR_IMPORT",
]);

/** Runs a module: as Node does where Node can, so that its packages are those of this process; else through jiti. */
async function run(file: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(file).href)) as { readonly default?: unknown }).default;
  } catch (error) {
    if (!(error instanceof Error) || !NOT_AS_IT_IS.has((error as NodeJS.ErrnoException).code)) throw error;
  }
  const jiti = createJiti(pathToFileURL(file).href, { fsCache: false });
  const exported = (await jiti.import(file)) as { readonly default?: unknown };
  // Where there is no default export, jiti takes all others together for it.
  return "default" in exported ? exported.default : undefined;
}

/** The configuration in a folder or in the nearest one above it. */
export function findConfig(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = CONFIG_FILES.map((name) => join(at, name)).find((path) => existsSync(path));
    if (found !== undefined || dirname(at) === at) return found;
  }
}

function nearest(folder: string): string {
  const found = findConfig(folder);
  if (found !== undefined) return found;
  throw new ChainlearnError(
    "invalid_config",
    `there is no ${CONFIG_FILES[0]} in ${folder} or above it. Name one with --config.`,
  );
}

/**
 * The file of a configuration.
 * @param folder where the command runs
 * @param path a file to take; relative to the folder. Default: the nearest one
 * @throws ChainlearnError invalid_config when there is none
 */
export function configFile(folder: string, path?: string): string {
  const file = path === undefined ? nearest(folder) : resolve(folder, path);
  if (!existsSync(file)) throw new ChainlearnError("invalid_config", `there is no file ${file}.`);
  return file;
}

/**
 * Loads a configuration; see {@link configFile}.
 * @throws ChainlearnError invalid_config
 */
export async function loadConfig(folder: string, path?: string): Promise<LoadedConfig> {
  const file = configFile(folder, path);
  let value: unknown;
  try {
    value = await run(file);
  } catch (cause) {
    if (isChainlearnError(cause)) throw located(cause, file);
    // Node lists the files that led to a missing one; the first of them is enough.
    const why = (cause instanceof Error ? cause.message : String(cause)).replace(
      /\nRequire stack:\n- (.*)[\s\S]*$/,
      ", which $1 imports.",
    );
    const isNotBuilt = /generated[\\/]kernel/.test(why);
    const hint = isNotBuilt ? ' "chainlearn build" makes the kernels of your plugins.' : "";
    throw new ChainlearnError("invalid_config", `${file} cannot be run: ${why.trim()}${hint}`, { cause });
  }
  return { config: checkConfig(value, file), folder: dirname(file) };
}
