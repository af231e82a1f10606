import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_CODES, type ErrorCode, REMEDIES } from "@chainlearn/core";
import { EXIT_CODES, exitKindOf } from "../../packages/cli/src/exit-codes.ts";
import { docsOfMembers } from "./declarations.ts";
import { GENERATED, page, prose } from "./markdown.ts";
import { raisers } from "./raisers.ts";
import { ROOT } from "./repository.ts";

const GROUPS: readonly (readonly [title: string, first: number, text: string])[] = [
  ["Execution", 1, "A kernel or a contract could not go on."],
  ["Input", 100, "What was sent is not in the form that it has to have."],
  ["Life cycle", 200, "Uploading and sealing the initial state, and growing."],
  ["Money", 300, "Payments, deposits and credit. Nothing is charged when a call is refused, but its fee."],
  ["Contributions and mechanisms", 400, "The contract knows what is asked and refuses it, now or for good."],
  [
    "Off chain",
    600,
    "Raised by clients, compilers, the command line and the log store; no contract knows them.",
  ],
];

const code = (name: ErrorCode, meaning: string, who: readonly string[]): string => {
  const number = ERROR_CODES[name];
  return page(
    `### ${name}`,
    `${prose(meaning)} **What to do:** ${REMEDIES[name]}`,
    `<sub>Number ${number}, exit code ${EXIT_CODES[exitKindOf(number)]} of \`chainlearn\`. Raised by ${who.join(", ")}.</sub>`,
  ).trimEnd();
};

/** Errors of the mechanisms of this repository: their manifests name them, and comments there say what they mean. */
function pluginErrors(): string[] {
  const folder = join(ROOT, "packages/mechanisms/src");
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: mechanism }) => {
      const text = readFileSync(join(folder, mechanism, "manifest.ts"), "utf8");
      const errors = /^ {2}errors: \{\n([\s\S]*?)^ {2}\},$/m.exec(text)?.[1] ?? "";
      const named = [...errors.matchAll(/(?:\/\*\*([^*]*)\*\/\s*)?(\d+): "(\w+)"/g)];
      return named.map(([, comment, number, name]) => {
        const [meaning, remedy] = comment?.split("@remedy") ?? [];
        if (!meaning || !remedy)
          throw new Error(`${mechanism} does not say what ${name} means and what to do`);
        return page(
          `### ${mechanism}: ${name}`,
          `${meaning.trim()} **What to do:** ${remedy.trim()}`,
          `<sub>Number ${number}, exit code ${EXIT_CODES.refused} of \`chainlearn\`. Raised by [\`${mechanism}\`](../mechanisms/${mechanism}.md).</sub>`,
        ).trimEnd();
      });
    });
}

/** The catalogue of errors: meaning, who raises it, what to do. */
export function errorsPage(): string {
  const file = join(ROOT, "packages/core/src/errors.ts");
  const meanings = docsOfMembers(file, "ERROR_CODES");
  const whoRaises = raisers();
  const names = Object.keys(ERROR_CODES) as ErrorCode[];
  const sections = GROUPS.flatMap(([title, first, text], k) => {
    const end = GROUPS[k + 1]?.[1] ?? Number.POSITIVE_INFINITY;
    const inGroup = names.filter((name) => ERROR_CODES[name] >= first && ERROR_CODES[name] < end);
    const entries = inGroup.map((name) => {
      const meaning = meanings.get(name);
      const who = whoRaises.get(name);
      if (!meaning) throw new Error(`the error ${name} has no comment that says what it means`);
      if (!who) throw new Error(`nothing raises the error ${name}`);
      return code(name, meaning, who);
    });
    return [`## ${title}`, text, ...entries];
  });
  return page(
    GENERATED,
    "# Errors",
    [
      "Every error that Chainlearn raises on purpose is a `ChainlearnError` with a `code` of this page, its `number`, a message, `details` and the `remedy`.",
      "Contracts carry the number (EVM: `Rejected(uint16)`, CosmWasm: `chainlearn:<number>`), and clients say the name. Numbers from 1000 on are a",
      "mechanism's own; its manifest names them and its page under [mechanisms](../mechanisms/README.md) says what they mean. A call that is refused changes nothing.",
    ].join("\n"),
    ...sections,
    "## Mechanisms' own",
    "A number from 1000 on means what the contract's mechanism says; the same number is another error of another one.",
    ...pluginErrors(),
  );
}
