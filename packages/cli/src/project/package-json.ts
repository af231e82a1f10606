import { basename } from "node:path";
import { ChainlearnError } from "@chainlearn/core";
import { version } from "../version.ts";

/** Packages that the configuration of a new project, and plugins made by `chainlearn new`, import. */
const PACKAGES = ["cli", "core", "encoders", "kernel", "mechanisms", "models-wasm"] as const;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A name that npm takes, from a folder's. */
const nameOf = (folder: string): string =>
  basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+|-+$/g, "") || "chainlearn-project";

/**
 * What `package.json` has to be in a folder: what it is, and what is missing.
 * @param before undefined: there is none
 * @throws ChainlearnError invalid_file when the folder is one of CommonJS
 */
export function packageJsonIn(folder: string, before: unknown): Readonly<Record<string, unknown>> {
  if (before !== undefined && !isObject(before))
    throw new ChainlearnError("invalid_file", `package.json in ${folder} is no object.`);
  if (before?.type === "commonjs")
    throw new ChainlearnError(
      "invalid_file",
      `package.json in ${folder} says "type": "commonjs"; Chainlearn's packages are modules. Write "module", or take another folder.`,
    );
  const known = isObject(before?.dependencies) ? before.dependencies : {};
  const developing = isObject(before?.devDependencies) ? before.devDependencies : {};
  const missing = PACKAGES.map((name) => `@chainlearn/${name}`).filter(
    (name) => !(name in known) && !(name in developing),
  );
  const added = Object.fromEntries(missing.map((name) => [name, version]));
  return {
    ...(before ?? { name: nameOf(folder), version: "0.0.0", private: true }),
    type: "module",
    ...((missing.length > 0 || before?.devDependencies !== undefined) && {
      devDependencies: { ...developing, ...added },
    }),
  };
}
