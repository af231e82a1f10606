import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ChainlearnError } from "@chainlearn/core";
import { CONFIG_FILES } from "../config/load.ts";
import { readJson } from "../files/read-json.ts";
import { writeWhole } from "../files/write.ts";
import { packageJsonIn } from "./package-json.ts";

/** What became of the files of a new project; names in the folder. */
export interface NewProject {
  readonly folder: string;
  readonly written: readonly string[];
  /** Were there before, and have got what was missing. */
  readonly completed: readonly string[];
  /** Were there before, and are as they were. */
  readonly kept: readonly string[];
}

/**
 * What git leaves out: packages, what is made anew, keys, secrets, receipts of chains that end with `chainlearn dev`, and
 * the log store.
 */
const IGNORED = [
  "node_modules/",
  "generated/",
  ".env",
  "keys/",
  "*.secret.json*",
  "*.sending.json*",
  "deployments/**/*.lock",
  "deployments/anvil/",
  "deployments/wasm/",
  "deployments/log.db*",
];

/** The configuration comes last: as long as there is none, the folder is no project and `init` can be run again. */
const TEMPLATE = ["README.md", "data/mails.jsonl", "chainlearn.config.ts"] as const;

/** Found from `src` and from `dist` alike, where the program is one file. */
const templateFolder = (): URL => {
  const beside = new URL("./template/", import.meta.url);
  return existsSync(beside) ? beside : new URL("../src/project/template/", import.meta.url);
};

async function readText(file: string): Promise<string | undefined> {
  return existsSync(file) ? readFile(file, "utf8") : undefined;
}

/** The lines of a .gitignore that has everything in {@link IGNORED}. */
function ignoring(before: string | undefined): string {
  const lines = before?.split("\n").map((line) => line.trim()) ?? [];
  const missing = IGNORED.filter((line) => !lines.includes(line));
  const start =
    before === undefined || before === "" || before.endsWith("\n") ? (before ?? "") : `${before}\n`;
  return missing.length === 0 ? (before ?? "") : `${start}${missing.join("\n")}\n`;
}

/**
 * Makes a folder a project. What is there is kept: `package.json` and `.gitignore` get what is missing.
 * @throws ChainlearnError invalid_file when it is a project already, or `package.json` cannot be completed; nothing was
 *   written then
 */
export async function createProject(folder: string): Promise<NewProject> {
  const config = CONFIG_FILES.find((name) => existsSync(join(folder, name)));
  if (config !== undefined)
    throw new ChainlearnError("invalid_file", `${folder} is a project already: it has ${config}.`);
  const packageJson = await readJson(join(folder, "package.json"));
  const ignored = await readText(join(folder, ".gitignore"));
  const texts: [name: string, before: string | undefined, text: string][] = [
    [
      "package.json",
      await readText(join(folder, "package.json")),
      `${JSON.stringify(packageJsonIn(folder, packageJson), undefined, 2)}\n`,
    ],
    [".gitignore", ignored, ignoring(ignored)],
  ];
  for (const name of TEMPLATE) {
    const before = await readText(join(folder, name));
    texts.push([
      name,
      before,
      before ?? (await readFile(fileURLToPath(new URL(name, templateFolder())), "utf8")),
    ]);
  }
  for (const [name, before, text] of texts) if (text !== before) await writeWhole(join(folder, name), text);
  const names = (which: (before: string | undefined, text: string) => boolean): string[] =>
    texts.filter(([, before, text]) => which(before, text)).map(([name]) => name);
  return {
    folder,
    written: names((before) => before === undefined),
    completed: names((before, text) => before !== undefined && before !== text),
    kept: names((before, text) => before === text),
  };
}
