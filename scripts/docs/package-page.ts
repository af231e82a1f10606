import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { withContents } from "./contents.ts";
import type { Exported, Exports } from "./exports.ts";
import { GENERATED, page, prose } from "./markdown.ts";
import { ROOT } from "./repository.ts";

interface PackageJson {
  readonly name: string;
  readonly description: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>> | string>>;
}

/** The description above the tags, then each tag on a line of its own. */
function docOf(doc: string): string {
  const [text, ...tags] = prose(doc).split(/^(?=@\w)/m);
  const lines = tags.map((tag) => {
    const [, name, rest] = /^@(\w+)\s*([\s\S]*)$/.exec(tag.trim())!;
    const body = rest!.replace(/\s*\n\s*/g, " ");
    return `- ${name === "param" ? body.replace(/^(\S+)\s*/, "`$1`: ") : `${name}: ${body}`}`;
  });
  return [text!.trim(), lines.join("\n")].filter(Boolean).join("\n\n");
}

function entryOf(one: Exported): string {
  if (one.declarations.length === 0) return `## ${one.name}\n\nOf \`${one.source}\`.`;
  const docs = [...new Set(one.declarations.map(({ doc }) => docOf(doc)).filter(Boolean))];
  const code = [...new Set(one.declarations.map((declaration) => declaration.code))].join("\n");
  const where = relative(ROOT, one.source);
  return page(
    `## ${one.name}`,
    ...docs,
    `\`\`\`ts\n${code}\n\`\`\``,
    `<sub>[${where}](../../${where})</sub>`,
  ).trimEnd();
}

/** What an export is, by the word that declares it. */
const KINDS: Readonly<Record<string, string>> = {
  function: "Functions",
  const: "Values",
  class: "Classes",
  interface: "Types",
  type: "Types",
};

/** A constant whose type is that of a function. */
const IS_FUNCTION = /\bconst \w+: (?:<[^(]*>)?\(/;

function kindOf({ name, declarations }: Exported): string {
  // A value and its type can have one name.
  const words = declarations.map(({ code }) => /\b(function|const|class|interface|type)\b/.exec(code)?.[1]);
  const word = words.find((one) => one === "const") ?? words[0];
  if (word === "const" && declarations.some(({ code }) => IS_FUNCTION.test(code))) return KINDS.function!;
  if (word === undefined) return "Of other packages";
  const kind = KINDS[word];
  if (kind === undefined) throw new Error(`what is ${name}?`);
  return kind;
}

const byName = (a: Exported, b: Exported): number => (a.name < b.name ? -1 : 1);

/** A page about what one can import from one path. */
export interface EntryPage {
  readonly file: string;
  /** As "@chainlearn/core/testing". */
  readonly path: string;
  readonly description: string;
  readonly text: string;
}

/** The reference of a package: a page for each of its entry points. @param folder as "core" */
export function packagePages(folder: string, modules: Exports): EntryPage[] {
  const home = join(ROOT, "packages", folder);
  const json = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as PackageJson;
  if (json.private) return [];
  return Object.entries(json.exports).flatMap(([subpath, target]) => {
    const source = typeof target === "string" ? undefined : target["@chainlearn/source"];
    if (!source?.endsWith(".ts")) return [];
    const path = `${json.name}${subpath.slice(1)}`;
    const exported = modules.of(join(home, source)).sort(byName);
    const kinds = new Map(exported.map((one) => [one.name, kindOf(one)]));
    const description = subpath === "." ? json.description : `What \`${path}\` has.`;
    const text = withContents(
      page(GENERATED, `# ${path}`, description, ...exported.map(entryOf)),
      (name) => kinds.get(name)!,
    );
    return [{ file: `${folder}${subpath.slice(1).replaceAll("/", "-")}.md`, path, description, text }];
  });
}
