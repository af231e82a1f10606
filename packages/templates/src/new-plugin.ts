import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ChainlearnError, kernelId } from "@chainlearn/core";
import { generateKernel } from "@chainlearn/kernel/compiler";
import { identifierOf } from "./plugin-id.ts";

/** Kinds of plugins that there are templates for; a template is the folder of that name. */
export const KINDS = ["model", "mechanism"] as const;
export type PluginKind = (typeof KINDS)[number];

/** A plugin that was made from a template. */
export interface NewPlugin {
  readonly kind: PluginKind;
  readonly id: string;
  /** Name of the plugin in TypeScript. */
  readonly identifier: string;
  /** Absolute path. */
  readonly folder: string;
  /** Names in the folder, sorted. */
  readonly files: readonly string[];
  readonly kernel: { readonly id: string; readonly bytes: number };
}

/** Found from `src` and from `dist` alike. */
const templateOf = (kind: PluginKind): string => fileURLToPath(new URL(`../src/${kind}`, import.meta.url));

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Writes the plugin's names over the template's. */
async function writeNames(folder: string, kind: PluginKind, id: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    const text = await readFile(file, "utf8");
    await writeFile(
      file,
      text.replaceAll(`template-${kind}`, id).replaceAll(identifierOf(`template-${kind}`), identifierOf(id)),
    );
  }
}

/**
 * Copies a template to `<into>/<id>`, renamed and with its kernel compiled; everything in it passes.
 * @throws ChainlearnError invalid_id if the id is no kebab-case name or taken; then nothing was written
 */
export async function newPlugin({
  kind,
  id,
  into,
}: {
  readonly kind: PluginKind;
  /** Kebab-case; the plugin's id and its folder. */
  readonly id: string;
  /** Folder of plugins; made if it is missing. */
  readonly into: string;
}): Promise<NewPlugin> {
  const identifier = identifierOf(id);
  const folder = resolve(into, id);
  if (await exists(folder)) throw new ChainlearnError("invalid_id", `"${id}" is taken: ${folder} exists.`);
  // Made beside its place and moved there when it is whole.
  const draft = resolve(into, `.${id}.${process.pid}`);
  try {
    await mkdir(resolve(into), { recursive: true });
    await cp(templateOf(kind), draft, {
      recursive: true,
      filter: (source) => basename(source) !== "generated",
    });
    await writeNames(draft, kind, id);
    const { kernel } = await generateKernel(draft);
    const files = (await readdir(draft)).sort();
    await rename(draft, folder);
    return { kind, id, identifier, folder, files, kernel: { id: kernelId(kernel), bytes: kernel.length } };
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}
