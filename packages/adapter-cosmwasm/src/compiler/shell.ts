import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ChainlearnError } from "@chainlearn/core";
import type { Configuration } from "./configuration.ts";

const require = createRequire(import.meta.url);
/** The shell's sources; found by the package's own name, so that it is right in `src`, in `dist` and when installed. */
const shellFolder = dirname(require.resolve("@chainlearn/adapter-cosmwasm/assembly/index"));
const VOCABULARY = "@chainlearn/kernel/assembly";
const vocabularyFolder = dirname(require.resolve(VOCABULARY));

/** Instructions that chains refuse at upload are off. Optimising is left to the linker, which sees the kernels too. */
const FLAGS = [
  ...["--runtime", "stub", "--use", "abort=", "--noAssert"],
  ...["--disable", "bulk-memory", "--disable", "nontrapping-f2i", "--disable", "simd"],
  ...["--optimizeLevel", "0", "--shrinkLevel", "1"],
];

function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** The compiler sees three things, and no path of the machine: the shell, the vocabulary, the configuration. */
function readSource(file: string, configuration: Configuration): string | null {
  const vocabulary = `node_modules/${VOCABULARY}/`;
  const at = file.lastIndexOf(vocabulary);
  if (at >= 0) return readIfPresent(join(vocabularyFolder, file.slice(at + vocabulary.length)));
  if (file === "config.ts") return configuration.config;
  if (file === "config-words.ts") return configuration.words;
  return file.includes("/") || !file.endsWith(".ts") ? null : readIfPresent(join(shellFolder, file));
}

/** Everything but the configuration that decides the shell's bytes. */
export function shellInputs(): string[] {
  const files = [shellFolder, vocabularyFolder].flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".ts"))
      .sort()
      .map((name) => join(folder, name)),
  );
  return [FLAGS.join(" "), ...files.map((file) => readFileSync(file, "utf8"))];
}

/**
 * Compiles the shell for one composition; kernels and vocabulary are still to be linked.
 * @throws ChainlearnError compile_failed with the compiler's text
 */
export async function compileShell(configuration: Configuration): Promise<Uint8Array> {
  const { main } = await import("assemblyscript/asc");
  const out = "shell.wasm";
  let wasm: Uint8Array | undefined;
  const { error, stderr } = await main(["index.ts", "-o", out, ...FLAGS], {
    readFile: (file) => readSource(file, configuration),
    writeFile: (name, contents) => {
      if (name === out && typeof contents !== "string") wasm = contents;
    },
    listFiles: () => [],
  });
  if (error || !wasm) {
    const text = [stderr.toString().trim(), error?.message].filter(Boolean).join("\n");
    throw new ChainlearnError("compile_failed", `the shell does not compile:\n${text}\n`);
  }
  return wasm;
}
