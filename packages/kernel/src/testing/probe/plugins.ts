import { join } from "node:path";
import type { MechanismPlugin, ModelPlugin } from "@chainlearn/core";
import { assemblyFolder } from "../../compiler/asc.ts";
import { compileKernel } from "../../compiler/compile.ts";
import { probeMechanismManifest, probeModelManifest } from "./manifests.ts";

// By way of the package's own name, so that it is right in `src` and in `dist`.
const kernelOf = (kind: "model" | "mechanism"): Promise<Uint8Array> =>
  compileKernel({ entry: join(assemblyFolder, "..", "src", "testing", "probe", kind, "kernel.ts") });

let plugins: Promise<{ readonly model: ModelPlugin; readonly mechanism: MechanismPlugin }> | undefined;

/**
 * Plugins that run whatever word a test names, for the probe checks of `@chainlearn/core/testing`. Not for any other
 * use: everybody may take all the money. Compiled at the first call.
 */
export function probePlugins(): Promise<{
  readonly model: ModelPlugin;
  readonly mechanism: MechanismPlugin;
}> {
  plugins ??= (async () => ({
    model: { manifest: probeModelManifest, kernel: await kernelOf("model") },
    mechanism: { manifest: probeMechanismManifest, kernel: await kernelOf("mechanism") },
  }))();
  return plugins;
}
