import { readFile } from "node:fs/promises";
import { ChainlearnError } from "@chainlearn/core";

/**
 * The value in a JSON file; undefined when there is no such file.
 * @throws ChainlearnError invalid_file
 */
export async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ChainlearnError("invalid_file", `${file} is not JSON: ${(cause as Error).message}.`, { cause });
  }
}
