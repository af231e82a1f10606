import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { accumulator, type DataHandlerPlugin, stored, unique } from "@chainlearn/core";

/** The package's folder of Solidity files, from wherever this module was bundled to. */
function contractsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "contracts", "Shell.sol"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("the folder contracts/ of @chainlearn/adapter-evm is missing.");
    folder = parent;
  }
  return join(folder, "contracts");
}

/** Names of the Solidity contracts of the data handlers, by their ids. */
export const HANDLER_CONTRACTS: Readonly<Record<string, string>> = {
  [stored.manifest.id]: "Stored",
  [unique.manifest.id]: "Unique",
  [accumulator.manifest.id]: "Accumulator",
};

/** The Solidity file of one data handler: name to text. A composition is compiled with its own only. */
export async function handlerSource({
  manifest,
}: DataHandlerPlugin): Promise<Readonly<Record<string, string>>> {
  const name = `handlers/${HANDLER_CONTRACTS[manifest.id]!}.sol`;
  return { [name]: await readFile(join(contractsFolder(), name), "utf8") };
}

/** The shell's own Solidity files: name to text. */
export async function shellSources(): Promise<Readonly<Record<string, string>>> {
  const folder = contractsFolder();
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sol")).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const)),
  );
}
