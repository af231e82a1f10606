import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** Paths of all Markdown files of the repository. */
export const PAGES: readonly string[] = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
  { cwd: ROOT, encoding: "utf8" },
)
  .split("\n")
  .filter(Boolean);

/** Pages that a person wrote; reference.test.ts compares the others with their sources. */
export const WRITTEN_PAGES: readonly string[] = PAGES.filter((file) => !file.startsWith("docs/reference/"));

export const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");
