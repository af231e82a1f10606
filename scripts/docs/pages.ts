import { readdirSync } from "node:fs";
import { join } from "node:path";
import { commandPage } from "./command-page.ts";
import { withContents } from "./contents.ts";
import { drawings } from "./drawings/index.ts";
import { errorsPage } from "./errors-page.ts";
import { Exports } from "./exports.ts";
import { GENERATED, page, table } from "./markdown.ts";
import { packagePages } from "./package-page.ts";
import { ROOT } from "./repository.ts";
import { wordsPage } from "./words-page.ts";

/** All pages of the reference by file name. */
function referencePages(): ReadonlyMap<string, string> {
  const modules = new Exports();
  const packages = readdirSync(join(ROOT, "packages")).flatMap((folder) => packagePages(folder, modules));
  const index = page(
    GENERATED,
    "# Reference",
    "Made of the docstrings and of the programs themselves.",
    table(
      ["page", "what is in it"],
      [
        ["[errors](errors.md)", "every error: meaning, who raises it, what to do"],
        ["[commands](commands.md)", "`chainlearn`, command by command"],
        ["[words](words.md)", "what kernels can ask and do"],
        ...packages.map(({ file, path, description }) => [`[${path}](${file})`, description]),
      ],
    ),
  );
  return new Map([
    ["README.md", index],
    ["errors.md", withContents(errorsPage())],
    ["commands.md", withContents(commandPage())],
    ["words.md", withContents(wordsPage())],
    ...packages.map(({ file, text }) => [file, text] as const),
  ]);
}

/** Folders that hold nothing but what is made here, and what belongs in them. */
export const FOLDERS: readonly (readonly [folder: string, files: () => ReadonlyMap<string, string>])[] = [
  ["docs/reference", referencePages],
  ["docs/images/concepts", drawings],
];
