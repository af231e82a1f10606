import { describe, expect, it } from "vitest";
import { textOf, WRITTEN_PAGES } from "./pages.ts";

/** The lines between `// #region name` and `// #endregion` of a file, without their common indentation and empty lines around. */
function region(file: string, name: string): string {
  const lines = textOf(file).split("\n");
  const first = lines.findIndex((line) => line.trim() === `// #region ${name}`);
  const last = lines.findIndex((line, k) => k > first && line.trim() === "// #endregion");
  if (first < 0 || last < 0) throw new Error(`${file} has no region "${name}"`);
  const body = lines.slice(first + 1, last);
  const indentation = Math.min(...body.filter(Boolean).map((line) => line.search(/\S/)));
  return body
    .map((line) => line.slice(indentation))
    .join("\n")
    .trim();
}

/** Whether lines stand together in a file, indented as they may be. */
function contains(file: string, code: string): boolean {
  const wanted = code.split("\n");
  const lines = textOf(file).split("\n");
  return lines.some((line, at) => {
    const indentation = line.slice(0, line.length - line.trimStart().length);
    const indented = (text: string): string => (text === "" ? "" : `${indentation}${text}`);
    return line === indented(wanted[0]!) && wanted.every((text, k) => lines[at + k] === indented(text));
  });
}

const LANGUAGES = ["ts", "solidity", "assemblyscript"];
const BLOCK = /(?:<!-- (snippet|quoted): (\S+) -->\n)?```(\w*)\n([\s\S]*?)\n```/g;

describe.each(WRITTEN_PAGES)("%s", (file) => {
  it("has only snippets that are code which the tests run: a region of it, or lines of it", () => {
    for (const [, kind, source, language, code] of textOf(file).matchAll(BLOCK)) {
      if (!LANGUAGES.includes(language!)) continue;
      expect(source, `a snippet in ${file} does not name its source:\n${code}`).toBeDefined();
      const [path, name] = source!.split("#") as [string, string];
      if (kind === "snippet") expect(code).toBe(region(path, name));
      else expect(contains(path, code!), `${path} does not have these lines:\n${code}`).toBe(true);
    }
  });
});
