import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "rolldown/experimental";
import { docText } from "./declarations.ts";
import { cell, GENERATED, page, prose, table } from "./markdown.ts";
import { ROOT } from "./repository.ts";

const SOURCE = "packages/kernel/assembly/index.ts";

/** The host vocabulary: every word that a kernel may import. */
export function wordsPage(): string {
  // AssemblyScript's decorators on ambient functions are no TypeScript; without them the rest is.
  const text = readFileSync(join(ROOT, SOURCE), "utf8").replace(/@external\([^)]*\) |@inline /g, "");
  const { program, comments, errors } = parseSync("words.ts", text);
  if (errors.length > 0) throw new Error(`${SOURCE}: ${errors[0]!.message}`);
  const docBefore = (start: number): string => {
    const last = comments.findLast(({ type, end }) => type === "Block" && end <= start);
    const isItsOwn =
      last && text.slice(last.end, start).replace("// @ts-ignore: decorator", "").trim() === "";
    return isItsOwn ? docText(last.value) : "";
  };
  const blocks: string[] = [];
  for (const statement of program.body) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : null;
    if (declaration?.type !== "TSModuleDeclaration" || declaration.body?.type !== "TSModuleBlock") continue;
    const { name } = declaration.id as { name: string };
    const rows = declaration.body.body.flatMap((member) => {
      if (member.type !== "ExportNamedDeclaration" || member.declaration?.type !== "TSDeclareFunction")
        return [];
      const { start, end } = member.declaration;
      const signature = text.slice(start, end).replace(/^declare function |;$/g, "");
      return [[`\`${name}.${signature}\``, cell(docBefore(member.start))]];
    });
    if (rows.length === 0) continue;
    blocks.push(`## ${name}`, prose(docBefore(statement.start)), table(["word", "meaning"], rows));
  }
  const [first] = comments;
  return page(
    GENERATED,
    "# The words of kernels",
    docText(first!.value).split("\n\n").slice(0, 2).map(prose).join("\n\n"),
    `Kernels import them from \`@chainlearn/kernel/assembly\` ([source](../../${SOURCE})). What a word means in a contract is in [the shell](../spec/shell.md#kernel-calls).`,
    ...blocks,
  );
}
