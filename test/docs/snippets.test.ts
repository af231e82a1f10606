import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter(Boolean);

/** The lines between `// #region name` and `// #endregion` of a file. */
function region(file: string, name: string): string {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  const first = lines.findIndex((line) => line.trim() === `// #region ${name}`);
  const last = lines.findIndex((line, k) => k > first && line.trim() === "// #endregion");
  if (first < 0 || last < 0) throw new Error(`${file} has no region "${name}"`);
  return lines.slice(first + 1, last).join("\n");
}

describe.each(tracked)("%s", (file) => {
  const text = readFileSync(join(root, file), "utf8");

  it("has only TypeScript snippets that are regions of code that the tests run", () => {
    const blocks = [...text.matchAll(/(?:<!-- snippet: (\S+)#(\S+) -->\n)?```ts\n([\s\S]*?)\n```/g)];
    for (const [, source, name, code] of blocks) {
      expect(source, `a snippet in ${file} does not name its source:\n${code}`).toBeDefined();
      expect(code).toBe(region(source!, name!));
    }
  });

  it("links to files that exist", () => {
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
      expect(existsSync(join(root, dirname(file), target!)), `${file} links to ${target}`).toBe(true);
    }
  });
});
