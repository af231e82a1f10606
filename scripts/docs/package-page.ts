import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
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
    const entries = modules.of(join(home, source)).sort(byName).map(entryOf);
    const description = subpath === "." ? json.description : `What \`${path}\` has.`;
    const text = page(GENERATED, `# ${path}`, description, ...entries);
    return [{ file: `${folder}${subpath.slice(1).replaceAll("/", "-")}.md`, path, description, text }];
  });
}
