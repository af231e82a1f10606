import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import type { NewPlugin, PluginKind } from "./new-plugin.ts";

/** What the checks of a new plugin import. */
const needed = (kind: PluginKind): readonly string[] => [
  "@chainlearn/adapter-cosmwasm",
  "@chainlearn/adapter-evm",
  "@chainlearn/adapter-local",
  "@chainlearn/core",
  "@chainlearn/kernel",
  // Plugins of the other kind, to check it with.
  kind === "model" ? "@chainlearn/mechanisms" : "@chainlearn/models-wasm",
  "vitest",
];

/** How the checks of a new plugin are run. */
export interface ChecksOfPlugin {
  /** Packages that the checks import and that cannot be found from the plugin's folder. */
  readonly missing: readonly string[];
  /** What to type, in this order. */
  readonly steps: readonly string[];
}

/** How to run the checks of a plugin. @param from the folder in which it will be typed */
export function checksOf({ folder, kind }: Pick<NewPlugin, "folder" | "kind">, from: string): ChecksOfPlugin {
  const paths = createRequire(join(folder, "x.js")).resolve.paths("x") ?? [];
  const missing = needed(kind).filter(
    (name) => !paths.some((path) => existsSync(join(path, name, "package.json"))),
  );
  return {
    missing,
    steps: [
      ...(missing.length > 0 ? [`npm install --save-dev --save-exact ${missing.join(" ")}`] : []),
      `npx vitest run ${relative(from, folder) || "."}   # compiles the kernel, runs all checks on three hosts`,
    ],
  };
}
