import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../packages/cli/src/program.ts";
import vitestConfig from "../../vitest.config.ts";
import { PAGES, ROOT, textOf } from "./pages.ts";
import { commandsOf } from "./shell-line.ts";

const json = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), "utf8"));
const { scripts } = json("package.json") as { scripts: Readonly<Record<string, string>> };
const projects = (vitestConfig.test!.projects as { test: { name: string } }[]).map(({ test }) => test.name);
// Without types: it is a script of Node alone.
const { TIERS } = (await import(`${ROOT}/scripts/test/tiers.mjs`)) as { TIERS: readonly { name: string }[] };
const tiers = TIERS.map(({ name }) => name);

/** How a command ends that only names itself: in a sentence, without what it needs, or asked for its help. */
const NAMED = ["commander.missingArgument", "commander.missingMandatoryOptionValue"];
const HELPED = ["commander.helpDisplayed", "commander.version"];

/** Has the real program read the words, and do nothing. */
async function parse(words: readonly string[], sentence: boolean): Promise<void> {
  let said = "";
  const program = createProgram(async () => {}, {
    writeOut: () => {},
    writeErr: (text) => {
      said += text;
    },
  });
  await program.parseAsync([...words], { from: "user" }).catch((error: unknown) => {
    const allowed = sentence ? [...NAMED, ...HELPED] : HELPED;
    if (allowed.includes(String((error as { code?: unknown }).code))) return;
    throw new Error(`chainlearn ${words.join(" ")}: ${said || error}`);
  });
}

function oneOf(what: string, name: string | undefined, names: readonly string[]): void {
  if (name === undefined || !names.includes(name)) throw new Error(`There is no ${what} ${name}.`);
}

/** The values of an option that may be repeated. */
const valuesOf = (option: string, words: readonly string[]): readonly (string | undefined)[] =>
  words.flatMap((word, k) => (word === option ? [words[k + 1]] : []));

const isPackage = (name: string): boolean =>
  existsSync(join(ROOT, name.replace("@chainlearn/", "packages/"), "package.json"));

function npm([command, ...words]: readonly string[]): void {
  oneOf("such use of npm in the pages:", command, ["ci", "install", "pack", "run", "test"]);
  if (command === "run")
    oneOf(
      "script",
      words.find((word) => !word.startsWith("-")),
      Object.keys(scripts),
    );
  for (const name of words)
    if (name.startsWith("@chainlearn/") && !isPackage(name)) throw new Error(`There is no package ${name}.`);
}

function vitest(words: readonly string[]): void {
  oneOf("such use of vitest in the pages:", words[0], ["run"]);
  for (const name of valuesOf("--project", words)) oneOf("project", name, projects);
  // A folder that the reader has made; the one that it is in is there, in this repository or as in every project.
  for (const path of words.filter((word) => word.includes("/") && dirname(word) !== "src"))
    if (!existsSync(join(ROOT, dirname(path)))) throw new Error(`There is no folder ${dirname(path)}.`);
}

function node([script = "", ...words]: readonly string[]): void {
  if (!existsSync(join(ROOT, script))) throw new Error(`There is no file ${script}.`);
  if (script === "scripts/test.mjs") for (const name of valuesOf("--only", words)) oneOf("tier", name, tiers);
}

/** Programs of others, and of the shell. */
const OTHERS = ["cd", "export", "sha256sum"];

/** @throws Error when a command is none that our packages and scripts have */
async function check([name, ...words]: readonly string[], sentence = false): Promise<void> {
  if (name === "npx") {
    if (words[0] === "@chainlearn/cli") return parse(words.slice(1), sentence);
    oneOf("such program for npx:", words[0], ["chainlearn", "chainlearn-new", "vitest"]);
    return check(words, sentence);
  }
  if (name === "chainlearn") return parse(words, sentence);
  if (name === "npm") {
    npm(words);
    // The script that runs the command line from its sources.
    if (words[1] === "chainlearn" && words[2] === "--") return parse(words.slice(3), sentence);
    return;
  }
  if (name === "vitest") return vitest(words);
  if (name === "node") return node(words);
  if (name === "chainlearn-new") return oneOf("template", words[0] ?? "model", ["model", "mechanism"]);
  oneOf("program that this test knows:", name, OTHERS);
}

const BLOCK = /^```(\w*)\n([\s\S]*?)\n```$/gm;
/** A line of a block: of a shell's, or after a `$` in what a command prints. */
function linesOf(text: string): string[] {
  return [...text.matchAll(BLOCK)].flatMap(([, language, code]) => {
    const lines = code!.split("\n").map((line) => line.trim());
    if (language === "sh") return lines;
    return lines.filter((line) => line.startsWith("$ chainlearn ")).map((line) => line.slice(2));
  });
}

/** Commands that a sentence names; what stands for something else (`<id>`) is left out. */
const namedIn = (text: string): string[] =>
  [
    ...text.replace(BLOCK, "").matchAll(/`((?:npx |npm run |npm test|chainlearn |node scripts\/)[^`\n]*)`/g),
  ].map(([, command]) => command!.replace(/<[^>]*>/g, ""));

const pages = PAGES.map((file) => {
  const text = textOf(file);
  return { file, lines: linesOf(text), named: namedIn(text) };
}).filter(({ lines, named }) => lines.length + named.length > 0);

describe("the shell lines of the pages", () => {
  it.each(pages)("$file has only commands, options and scripts that are there", async ({ lines, named }) => {
    for (const line of lines) for (const command of commandsOf(line)) await check(command);
    for (const line of named) for (const command of commandsOf(line)) await check(command, true);
  });

  it("are found", () => {
    expect(pages.flatMap(({ lines }) => lines).length).toBeGreaterThan(100);
    expect(pages.flatMap(({ named }) => named).length).toBeGreaterThan(30);
  });

  it.each([
    "chainlearn fly",
    "npx chainlearn add-data --sampel '{}' --label 1",
    "npx chainlearn refund --chain sepolia",
    "npx @chainlearn/cli initialise",
    "chainlearn verify one two",
    "npx chainlern dev",
    "npm run benchmark",
    "npm run chainlearn -- fly",
    "npm install @chainlearn/clie",
    "npx vitest run --project adapters",
    "npx vitest run packages/mechanism/src/bonus",
    "node scripts/test.mjs --only fast",
    "node scripts/tests.mjs",
    "cd somewhere && chainlearn fly",
    "chainlearn status | less",
    "yarn install",
  ])("are refused when they are wrong: %s", async (line) => {
    await expect(
      (async () => {
        for (const command of commandsOf(line)) await check(command);
      })(),
    ).rejects.toThrow();
  });
});
