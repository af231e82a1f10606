import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type Cancellable, ChainlearnError, located } from "@chainlearn/core";
import { compileKernel } from "./compile.ts";

/** A kernel that {@link generateKernel} compiled. */
export interface GeneratedKernel {
  readonly id: string;
  readonly kernel: Uint8Array;
  /** The module that exports `kernel: Uint8Array`. */
  readonly file: string;
}

/** How {@link generateKernels} works. */
export interface GenerateOptions extends Cancellable {
  /** Called after each plugin with how many are done, of how many, and its id. */
  readonly onProgress?: (done: number, total: number, id: string) => void;
}

const moduleOf = (kernel: Uint8Array): string => `// Made from ../kernel.ts; do not edit.
export const kernel: Uint8Array = Uint8Array.from(
  atob("${Buffer.from(kernel).toString("base64")}"),
  (c) => c.charCodeAt(0),
);
`;

/**
 * Compiles `<folder>/kernel.ts` of a plugin to the module `<folder>/generated/kernel.ts`, which needs neither compiler
 * nor file system and works in a browser. A file that is up to date is left alone.
 * @throws ChainlearnError compile_failed
 */
export async function generateKernel(folder: string): Promise<GeneratedKernel> {
  let kernel: Uint8Array;
  try {
    kernel = await compileKernel({ entry: join(folder, "kernel.ts") });
  } catch (error) {
    throw located(error, basename(folder));
  }
  const file = join(folder, "generated", "kernel.ts");
  const text = moduleOf(kernel);
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) {
    mkdirSync(join(folder, "generated"), { recursive: true });
    writeFileSync(file, text);
  }
  return { id: basename(folder), kernel, file };
}

/**
 * {@link generateKernel} for every plugin in a folder, in the order of their ids.
 * @throws ChainlearnError compile_failed; aborted, between two plugins
 */
export async function generateKernels(
  folder: string,
  { signal, onProgress }: GenerateOptions = {},
): Promise<GeneratedKernel[]> {
  const ids = readdirSync(folder)
    .filter((id) => existsSync(join(folder, id, "kernel.ts")))
    .sort();
  const made: GeneratedKernel[] = [];
  for (const id of ids) {
    // The compiler lets nothing else run, neither the signal's sender.
    await setImmediate();
    if (signal?.aborted)
      throw new ChainlearnError("aborted", "compiling was cancelled.", { cause: signal.reason });
    made.push(await generateKernel(join(folder, id)));
    onProgress?.(made.length, ids.length, id);
  }
  return made;
}
