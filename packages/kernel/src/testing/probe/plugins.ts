import { join } from "node:path";
import type { MechanismPlugin, ModelPlugin } from "@chainlearn/core";
import { assemblyFolder } from "../../compiler/asc.ts";
import { compileKernel } from "../../compiler/compile.ts";
import {
  probeItemsManifest,
  probeMechanismManifest,
  probeModelManifest,
  probePartsManifest,
} from "./manifests.ts";

// By way of the package's own name, so that it is right in `src` and in `dist`.
const kernelOf = (kind: "model" | "mechanism" | "items" | "parts"): Promise<Uint8Array> =>
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

let items: Promise<MechanismPlugin> | undefined;

/** A mechanism for the checks about items, registers and series; likewise. */
export function probeItems(): Promise<MechanismPlugin> {
  items ??= (async () => ({ manifest: probeItemsManifest, kernel: await kernelOf("items") }))();
  return items;
}

let parts: Promise<MechanismPlugin> | undefined;

/** A mechanism for the checks about lists in parts and secrets; likewise. */
export function probeParts(): Promise<MechanismPlugin> {
  parts ??= (async () => ({ manifest: probePartsManifest, kernel: await kernelOf("parts") }))();
  return parts;
}
