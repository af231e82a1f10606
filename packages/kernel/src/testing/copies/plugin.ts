import { join } from "node:path";
import type { MechanismPlugin } from "@chainlearn/core";
import { assemblyFolder } from "../../compiler/asc.ts";
import { compileKernel } from "../../compiler/compile.ts";
import { copiesMechanismManifest } from "./manifest.ts";

let plugin: Promise<MechanismPlugin> | undefined;

/**
 * A mechanism that does with two copies of a model what its caller asks, for the copy checks of `@chainlearn/core/testing`.
 * Compiled at the first call.
 */
export function copiesMechanism(): Promise<MechanismPlugin> {
  // By way of the package's own name, so that it is right in `src` and in `dist`.
  const entry = join(assemblyFolder, "..", "src", "testing", "copies", "kernel.ts");
  plugin ??= compileKernel({ entry }).then((kernel) => ({ manifest: copiesMechanismManifest, kernel }));
  return plugin;
}
