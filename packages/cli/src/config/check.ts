import { ChainlearnError } from "@chainlearn/core";
import type { CompositionConfig, Config } from "./config.ts";

/** Names become folders and files. */
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Data handlers are no plugins: all that there are are known. */
const isPlugin = (value: unknown): boolean =>
  isObject(value) &&
  (isObject(value.manifest) ? value.manifest.kind !== "data-handler" : typeof value.load === "function");

const isChain = (value: unknown): boolean =>
  isObject(value) && typeof value.open === "function" && typeof value.chainId === "string";

const isPluginOrId = (value: unknown): boolean =>
  (typeof value === "string" && value !== "") || (isObject(value) && isObject(value.manifest));

const isOneOf =
  (...values: readonly string[]) =>
  (value: unknown): boolean =>
    values.some((possible) => possible === value);

const isText = (value: unknown): boolean => typeof value === "string";

type Rule = readonly [isRight: (value: unknown) => boolean, what: string];

/** What the parts of a composition have to be; what they hold is checked with the plugins. */
const COMPOSITION: Readonly<Record<keyof CompositionConfig, Rule>> = {
  model: [isPluginOrId, "the id of a plugin, or a plugin"],
  mechanism: [isPluginOrId, "the id of a plugin, or a plugin"],
  shape: [isObject, "an object"],
  dataHandler: [isPluginOrId, "the id of a plugin, or a plugin"],
  encoder: [isPluginOrId, "the id of a plugin, or a plugin"],
  modelParams: [isObject, "an object"],
  mechanismParams: [isObject, "an object"],
  encoderParams: [isObject, "an object"],
  growth: [isObject, "an object"],
  roles: [
    (roles) => isObject(roles) && Object.values(roles).every(isText),
    "addresses or names of accounts by role",
  ],
  initialModel: [isText, "the path of a file"],
  weights: [isOneOf("cells", "code"), "cells or code"],
  upload: [isOneOf("chunks", "once"), "chunks or once"],
};
const REQUIRED = ["model", "mechanism", "shape"] as const;

/** @param fail told the path of what is wrong, and why */
function checkComposition(
  path: string,
  entry: Readonly<Record<string, unknown>>,
  fail: (path: string, why: string) => never,
): void {
  const rules: Readonly<Record<string, Rule>> = COMPOSITION;
  for (const [name, value] of Object.entries(entry)) {
    const [isRight, what] =
      rules[name] ?? fail(`${path}.${name}`, `is not known; there are ${Object.keys(rules).join(", ")}`);
    if (value !== undefined && !isRight(value)) fail(`${path}.${name}`, `has to be ${what}`);
  }
  for (const name of REQUIRED)
    if (entry[name] === undefined) fail(`${path}.${name}`, `is missing; it has to be ${rules[name]![1]}`);
}

/**
 * Checks what a configuration file exports. What parts of compositions hold is checked when they are used, as it needs
 * their plugins.
 * @param where the file, for messages
 * @throws ChainlearnError invalid_config with the path of what is wrong in `details.path`
 */
export function checkConfig(value: unknown, where: string): Config {
  const fail = (path: string, why: string): never => {
    throw new ChainlearnError("invalid_config", `${where}: ${path} ${why}.`, { details: { path } });
  };
  const record = (path: string, part: unknown, isRight: (value: unknown) => boolean, what: string): void => {
    const entries = isObject(part) ? part : fail(path, `has to be an object of ${what}s by name`);
    for (const [name, entry] of Object.entries(entries)) {
      if (!NAME.test(name))
        fail(`${path}.${name}`, "is no name: small letters, digits and hyphens are possible");
      if (!isRight(entry)) fail(`${path}.${name}`, `is no ${what}`);
    }
  };
  if (!isObject(value)) return fail("the default export", "has to be what defineConfig({ … }) gives");
  const known = ["plugins", "chains", "compositions", "deployments", "store"];
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) fail(unknown, `is not known; there are ${known.join(", ")}`);
  const { plugins = [], deployments = "", store = "" } = value;
  if (!Array.isArray(plugins)) return fail("plugins", "has to be a list");
  plugins.forEach((plugin, k) => {
    if (!isPlugin(plugin)) fail(`plugins[${k}]`, "is neither a plugin nor a container module");
  });
  record("chains", value.chains, isChain, "chain");
  record("compositions", value.compositions, isObject, "composition");
  for (const [name, entry] of Object.entries(value.compositions as Readonly<Record<string, object>>))
    checkComposition(`compositions.${name}`, { ...entry }, fail);
  if (typeof deployments !== "string") fail("deployments", "has to be the path of a folder");
  if (typeof store !== "string") fail("store", "has to be the path of a file");
  return value as unknown as Config;
}
