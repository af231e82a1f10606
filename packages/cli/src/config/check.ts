import { ChainlearnError } from "@chainlearn/core";
import type { Config } from "./config.ts";

/** Names become folders and files. */
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isPlugin = (value: unknown): boolean =>
  isObject(value) && (isObject(value.manifest) || typeof value.load === "function");

const isChain = (value: unknown): boolean =>
  isObject(value) && typeof value.open === "function" && typeof value.chainId === "string";

/**
 * Checks what a configuration file exports. Compositions are checked when they are used, as they need their plugins.
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
  if (typeof deployments !== "string") fail("deployments", "has to be the path of a folder");
  if (typeof store !== "string") fail("store", "has to be the path of a file");
  return value as unknown as Config;
}
