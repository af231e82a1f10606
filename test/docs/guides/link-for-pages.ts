// #region link
import { writeFile } from "node:fs/promises";
import { linkedModel } from "@chainlearn/adapter-local";
import type { ResolvedModel } from "@chainlearn/core";

/** For the script that builds a page. @param model a resolved composition is one */
export async function linkForPages(model: ResolvedModel, file: string): Promise<void> {
  await writeFile(file, await linkedModel(model));
}
// #endregion
