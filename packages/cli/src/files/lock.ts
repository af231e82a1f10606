import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ChainlearnError } from "@chainlearn/core";
import { isRunning } from "./write.ts";

/** Processes that begin at the same moment step back from each other so often. */
const ATTEMPTS = 4;
const LONGEST_PAUSE_MS = 60;

/** Locks of this process: others of its own cannot be told apart by their number. */
const held = new Set<string>();

/**
 * Runs something with a file that no other process of this machine works with meanwhile. Every process has a lock of
 * its own beside the file, named by its number, so that what a killed one has left can be told and removed.
 * @throws ChainlearnError in_use
 */
export async function withLock<T>(file: string, run: () => Promise<T>): Promise<T> {
  const own = `${file}.${process.pid}.lock`;
  if (held.has(own)) throw inUse(file, process.pid);
  held.add(own);
  try {
    await acquire(file, own);
    return await run();
  } finally {
    await rm(own, { force: true });
    held.delete(own);
  }
}

/** Of two that write their locks before they look for others', one at least sees the other. */
async function acquire(file: string, own: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    await writeFile(own, "");
    const other = await otherOwner(file);
    if (other === undefined) return;
    await rm(own, { force: true });
    if (attempt === ATTEMPTS) throw inUse(file, other);
    await pause(Math.random() * LONGEST_PAUSE_MS * attempt);
  }
}

/** Another process that has the file's lock; locks of those that are gone are removed. */
async function otherOwner(file: string): Promise<number | undefined> {
  const prefix = `${basename(file)}.`;
  for (const entry of await readdir(dirname(file))) {
    const owner = entry.startsWith(prefix)
      ? /^(\d+)\.lock$/.exec(entry.slice(prefix.length))?.[1]
      : undefined;
    if (owner === undefined || Number(owner) === process.pid) continue;
    if (isRunning(Number(owner))) return Number(owner);
    await rm(join(dirname(file), entry), { force: true });
  }
  return undefined;
}

const inUse = (file: string, owner: number): ChainlearnError =>
  new ChainlearnError(
    "in_use",
    `process ${owner} works with ${file}. If that is another program by now, remove ${file}.${owner}.lock.`,
    { details: { file, process: owner } },
  );
