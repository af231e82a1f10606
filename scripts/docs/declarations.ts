import { readFileSync } from "node:fs";
import { isolatedDeclarationSync, parseSync } from "rolldown/experimental";

type Statement = ReturnType<typeof parseSync>["program"]["body"][number];

/** A declaration of a module, as its users see it. */
export interface Declaration {
  readonly name: string;
  /** Text of its docstring, without stars; empty if there is none. */
  readonly doc: string;
  /** TypeScript without bodies and docstring. */
  readonly code: string;
}

/** What `export … from` and `import` of a module say. */
export interface Link {
  /** Name in this module; "*" for everything. */
  readonly name: string;
  /** Name in the other module. */
  readonly original: string;
  readonly from: string;
}

export interface ModuleText {
  readonly declarations: readonly Declaration[];
  readonly imports: readonly Link[];
  /** Exports of other modules, and `export { local }` with an empty `from`. */
  readonly reexports: readonly Link[];
}

/** A docstring's text from the comment's. */
export const docText = (comment: string): string =>
  comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*+ ?/, "").trimEnd())
    .join("\n")
    .trim();

const namesOf = (declaration: {
  type: string;
  id?: unknown;
  declarations?: readonly unknown[];
}): string[] => {
  const parts = declaration.declarations ?? [declaration];
  return parts.map((part) => (part as { id: { name: string } }).id.name);
};

const nameOf = (node: { type: string; name?: string; value?: unknown }): string =>
  node.type === "Literal" ? String(node.value) : node.name!;

/** Reads a module of TypeScript by its syntax alone. Where only the type checker would know a type, it is left out. */
export function readModule(file: string): ModuleText {
  const { code: text } = isolatedDeclarationSync(file, readFileSync(file, "utf8"), { stripInternal: true });
  const { program, comments } = parseSync("module.d.ts", text);
  const docBefore = (statement: Statement): string => {
    const last = comments.findLast(({ type, end }) => type === "Block" && end <= statement.start);
    const isItsOwn = last?.value.startsWith("*") && text.slice(last.end, statement.start).trim() === "";
    return isItsOwn ? docText(last!.value) : "";
  };
  const declarations: Declaration[] = [];
  const imports: Link[] = [];
  const reexports: Link[] = [];
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") {
      for (const one of statement.specifiers) {
        const original = one.type === "ImportSpecifier" ? nameOf(one.imported) : "*";
        imports.push({ name: one.local.name, original, from: statement.source.value });
      }
    } else if (statement.type === "ExportAllDeclaration") {
      reexports.push({ name: "*", original: "*", from: statement.source.value });
    } else if (statement.type === "ExportNamedDeclaration" && !statement.declaration) {
      for (const { local, exported } of statement.specifiers) {
        reexports.push({
          name: nameOf(exported),
          original: nameOf(local),
          from: statement.source?.value ?? "",
        });
      }
    } else if (statement.type === "ExportNamedDeclaration" && statement.declaration) {
      const code = text
        .slice(statement.start, statement.end)
        .replace(/^export (declare )?/, "")
        .replace(/^(const \w+): unknown;$/, "$1;")
        .replaceAll("\t", "  ")
        .replace(/^ +(#private|private [^\n]*);\n/gm, "")
        .replace(/^( *)\*/gm, "$1 *");
      const doc = docBefore(statement);
      for (const name of namesOf(statement.declaration)) declarations.push({ name, doc, code });
    }
  }
  return { declarations, imports, reexports };
}

/** Docstrings of the members of an object that a module exports. */
export function docsOfMembers(file: string, name: string): ReadonlyMap<string, string> {
  const object = readModule(file).declarations.find((declaration) => declaration.name === name);
  if (!object) throw new Error(`${file} declares no ${name}`);
  const members = object.code.matchAll(/\/\*\*([\s\S]*?)\*\/\s*readonly (\w+):/g);
  return new Map([...members].map(([, comment, member]) => [member!, docText(comment!)]));
}
