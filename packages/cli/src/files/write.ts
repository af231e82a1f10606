import { type FileHandle, mkdir, open, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** A file's content, or its pieces as they are made. */
export type FileContent = string | Uint8Array | AsyncIterable<string>;

/**
 * Writes a file so that it is there whole or not at all, whatever happens meanwhile; also its folders.
 * @param mode who may read it. Default: whoever the process's mask lets
 */
export async function writeWhole(file: string, content: FileContent, mode?: number): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  const part = `${file}.${process.pid}.part`;
  try {
    await withHandle(await open(part, "w", mode), async (handle) => {
      await writeFile(handle, content);
      await handle.sync();
    });
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  // The new name has to survive a power failure too; Windows has no way to ask for that.
  if (process.platform !== "win32") await withHandle(await open(folder), (handle) => handle.sync());
  await removeLeftParts(folder, basename(file));
}

async function withHandle(handle: FileHandle, run: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await run(handle);
  } finally {
    await handle.close();
  }
}

/** What processes that were killed while they wrote the file have left. */
async function removeLeftParts(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const writer = entry.startsWith(`${name}.`)
      ? /^\.(\d+)\.part$/.exec(entry.slice(name.length))?.[1]
      : undefined;
    if (writer !== undefined && !isRunning(Number(writer))) await rm(join(folder, entry), { force: true });
  }
}

/** Whether this machine has such a process. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
