import { describe, expect, it } from "vitest";
import { textOf, WRITTEN_PAGES } from "./pages.ts";

/** The lines between `// #region name` and `// #endregion` of a file, without their common indentation. */
function region(file: string, name: string): string {
  const lines = textOf(file).split("\n");
  const first = lines.findIndex((line) => line.trim() === `// #region ${name}`);
  const last = lines.findIndex((line, k) => k > first && line.trim() === "// #endregion");
  if (first < 0 || last < 0) throw new Error(`${file} has no region "${name}"`);
  const body = lines.slice(first + 1, last);
  const indentation = Math.min(...body.filter(Boolean).map((line) => line.search(/\S/)));
  return body.map((line) => line.slice(indentation)).join("\n");
}

describe.each(WRITTEN_PAGES)("%s", (file) => {
  it("has only TypeScript snippets that are regions of code that the tests run", () => {
    const blocks = [...textOf(file).matchAll(/(?:<!-- snippet: (\S+)#(\S+) -->\n)?```ts\n([\s\S]*?)\n```/g)];
    for (const [, source, name, code] of blocks) {
      expect(source, `a snippet in ${file} does not name its source:\n${code}`).toBeDefined();
      expect(code).toBe(region(source!, name!));
    }
  });
});
