import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MechanismPlugin } from "@chainlearn/core";
import { compileKernel } from "@chainlearn/kernel/compiler";

/** What is written in a kernel, and what somebody might have written instead. */
export type Change = readonly [from: string, to: string];

/** A mechanism whose kernel has a mistake. @throws Error when the kernel does not have the text once */
export async function compileMutant(
  mechanism: MechanismPlugin,
  source: URL,
  changes: readonly Change[],
): Promise<MechanismPlugin> {
  let text = await readFile(fileURLToPath(source), "utf8");
  for (const [from, to] of changes) {
    if (text.split(from).length !== 2) throw new Error(`"${from}" is not once in ${source.pathname}`);
    text = text.replace(from, to);
  }
  const folder = await mkdtemp(join(tmpdir(), "chainlearn-mutant-"));
  try {
    const entry = join(folder, "kernel.ts");
    await writeFile(entry, text);
    return { ...mechanism, kernel: await compileKernel({ entry }) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
