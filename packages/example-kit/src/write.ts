import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Writes a file as a whole or not at all. @returns its path */
export async function writeWhole(folder: string, name: string, content: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return path;
}
