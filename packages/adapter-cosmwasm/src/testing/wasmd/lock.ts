import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MILLISECONDS = 500;
/** An owner signs in the instant after it has made the lock: who has not by then was killed in between. */
const UNSIGNED_MILLISECONDS = 10_000;

/**
 * Runs something while no other process does, across processes of this machine. A lock whose owner has died is taken
 * over.
 */
export async function withLock<T>(
  path: string,
  onWait: (owner: number) => void,
  run: () => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const owner = join(path, "pid");
  let waited = false;
  while (!tryLock(path, owner)) {
    const pid = readOwner(owner);
    const isLeft = pid === undefined ? ageOf(path) > UNSIGNED_MILLISECONDS : !isAlive(pid);
    if (isLeft) rmSync(path, { recursive: true, force: true });
    else {
      if (!waited && pid !== undefined) onWait(pid);
      waited ||= pid !== undefined;
      await sleep(POLL_MILLISECONDS);
    }
  }
  try {
    return await run();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function tryLock(path: string, owner: string): boolean {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  writeFileSync(owner, String(process.pid));
  return true;
}

/** undefined in the instant between a lock's creation and its owner's signature. */
function readOwner(owner: string): number | undefined {
  try {
    const pid = Number(readFileSync(owner, "utf8"));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Milliseconds since a lock was made; 0 when it is gone. */
function ageOf(path: string): number {
  const made = statSync(path, { throwIfNoEntry: false });
  return made ? Date.now() - made.mtimeMs : 0;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
