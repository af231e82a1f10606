import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ChainlearnError } from "@chainlearn/core";
import { packageFolder } from "./installed.ts";

const tool = join(packageFolder("binaryen"), "bin", "wasm-merge");
const execute = promisify(execFile);

/**
 * Merges modules with binaryen's `wasm-merge`: an import from module `x` becomes a call of the export of the module
 * named `x`.
 * @throws ChainlearnError compile_failed with the tool's text
 */
export async function mergeModules(
  modules: readonly { readonly name: string; readonly wasm: Uint8Array }[],
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "chainlearn-"));
  try {
    const inputs = await Promise.all(
      modules.map(async ({ name, wasm }) => {
        const file = join(folder, `${name}.wasm`);
        await writeFile(file, wasm);
        return [file, name];
      }),
    );
    const out = join(folder, "merged-output.wasm");
    await execute(process.execPath, [
      tool,
      ...inputs.flat(),
      "-o",
      out,
      "--enable-sign-ext",
      "--enable-simd",
    ]);
    return Uint8Array.from(await readFile(out));
  } catch (error) {
    const text = (error as { stderr?: string }).stderr ?? String(error);
    throw new ChainlearnError("compile_failed", `the modules cannot be merged: ${text.trim()}`, {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
