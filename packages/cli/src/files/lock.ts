import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ChainlearnError } from "@chainlearn/core";
import { isRunning } from "./write.ts";

/** Processes that begin at the same moment step back from each other so often. */
const ATTEMPTS = 4;
const LONGEST_PAUSE_MS = 60;

/** Locks of this process: others of its own cannot be told apart by their number. */
const held = new Set<string>();

/** This machine, or this container: numbers of processes mean something on one only. */
const HOST = hostname().replaceAll(/[^a-zA-Z0-9-]/g, "-");

/** Who has a lock. */
interface Owner {
  readonly host: string;
  readonly process: number;
}

/**
 * Runs something with a file that no other process works with meanwhile. Every process has a lock of its own beside the
 * file, named by its machine and number, so that what a killed one has left can be told and removed.
 * @throws ChainlearnError in_use
 */
export async function withLock<T>(file: string, run: () => Promise<T>): Promise<T> {
  const me: Owner = { host: HOST, process: process.pid };
  const own = lockOf(file, me);
  if (held.has(own)) throw inUse(file, me);
  held.add(own);
  try {
    await acquire(file, own);
    return await run();
  } finally {
    held.delete(own);
    await rm(own, { force: true });
  }
}

/** Whether somebody works with a file now under {@link withLock}, also in this process. */
export const isLocked = async (file: string): Promise<boolean> =>
  held.has(lockOf(file, { host: HOST, process: process.pid })) || (await otherOwner(file)) !== undefined;

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

/** Another process that has the file's lock; locks of this machine's that are gone are removed. */
async function otherOwner(file: string): Promise<Owner | undefined> {
  const prefix = `${basename(file)}.`;
  for (const entry of await readdir(dirname(file))) {
    const found = entry.startsWith(prefix)
      ? /^([a-zA-Z0-9-]*)\.(\d+)\.lock$/.exec(entry.slice(prefix.length))
      : undefined;
    if (!found) continue;
    const owner: Owner = { host: found[1]!, process: Number(found[2]) };
    if (owner.host === HOST && owner.process === process.pid) continue;
    if (owner.host !== HOST || isRunning(owner.process)) return owner;
    await rm(join(dirname(file), entry), { force: true });
  }
  return undefined;
}

const lockOf = (file: string, { host, process }: Owner): string => `${file}.${host}.${process}.lock`;

const inUse = (file: string, owner: Owner): ChainlearnError =>
  new ChainlearnError(
    "in_use",
    `process ${owner.process} of ${owner.host} works with ${file}. If it has ended, or is another program by now, remove ${lockOf(file, owner)}.`,
    { details: { file, ...owner } },
  );
