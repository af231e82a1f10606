import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** What others wrote or a build made. */
const FOREIGN: ReadonlySet<string> = new Set(["node_modules", "dist", "out", "coverage"]);

/** Markdown files of a folder and those in it, as paths from the root. */
const pagesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return FOREIGN.has(entry.name) || entry.name.startsWith(".") ? [] : pagesIn(path);
    return entry.name.endsWith(".md") ? [path.replaceAll("\\", "/")] : [];
  });

/** Paths of all Markdown files of the repository. */
export const PAGES: readonly string[] = pagesIn("").sort();

/** Pages that a person wrote; reference.test.ts compares the others with their sources. */
export const WRITTEN_PAGES: readonly string[] = PAGES.filter((file) => !file.startsWith("docs/reference/"));

export const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");
