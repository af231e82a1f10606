import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { compileKernel } from "./compile.ts";

/** A kernel that {@link generateKernel} compiled. */
export interface GeneratedKernel {
  readonly id: string;
  readonly kernel: Uint8Array;
  /** The module that exports `kernel: Uint8Array`. */
  readonly file: string;
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
  const kernel = await compileKernel({ entry: join(folder, "kernel.ts") });
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
 * @throws ChainlearnError compile_failed
 */
export async function generateKernels(folder: string): Promise<GeneratedKernel[]> {
  const ids = readdirSync(folder)
    .filter((id) => existsSync(join(folder, id, "kernel.ts")))
    .sort();
  const made: GeneratedKernel[] = [];
  for (const id of ids) made.push(await generateKernel(join(folder, id)));
  return made;
}
