import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { ChainlearnError } from "@chainlearn/core";

const VOCABULARY = "@chainlearn/kernel/assembly";

/** Folder of the vocabulary; found by the package's own name, so that it is right in `src` and in `dist`. */
export const assemblyFolder: string = dirname(createRequire(import.meta.url).resolve(VOCABULARY));

function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** Looks where Node would: in `node_modules` of every folder from `folder` upwards. */
function readFromPackages(file: string, folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const text = readIfPresent(join(at, file));
    if (text !== null || at === dirname(at)) return text;
  }
}

/** The compiler sees the entry's folder as its whole world, so that no path of the machine can reach the bytes. */
function sourceReader(folder: string): (file: string) => string | null {
  const vocabulary = `node_modules/${VOCABULARY}/`;
  return (file) => {
    if (file === "asconfig.json") return null;
    const at = file.lastIndexOf(vocabulary);
    if (at >= 0) return readIfPresent(join(assemblyFolder, file.slice(at + vocabulary.length)));
    return file.startsWith("node_modules/")
      ? readFromPackages(file, folder)
      : readIfPresent(join(folder, file));
  };
}

/**
 * Runs the AssemblyScript compiler on one file.
 * @throws ChainlearnError compile_failed with the compiler's text
 */
export async function runAsc(entryPath: string, flags: readonly string[]): Promise<Uint8Array> {
  // Loaded when needed: it is large, and much of what this package does needs no compiler.
  const { main } = await import("assemblyscript/asc");
  const entry = resolve(entryPath);
  const out = "out.wasm";
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await main([basename(entry), "-o", out, ...flags], {
    readFile: sourceReader(dirname(entry)),
    writeFile: (name, contents) => {
      if (name === out && typeof contents !== "string") wasm = contents;
    },
    listFiles: () => [],
  });
  if (error || !wasm) {
    // What stopped the compiler is mostly the last line of what it has printed.
    const printed = stderr.toString().trim();
    const reason = error && !printed.includes(error.message) ? error.message : "";
    const text = [printed, reason].filter(Boolean).join("\n");
    throw new ChainlearnError("compile_failed", `${basename(entry)} does not compile:\n${text}\n`, {
      details: { entry },
    });
  }
  return wasm;
}
