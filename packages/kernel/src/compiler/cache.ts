import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { toHex } from "@chainlearn/core";
import { sha256 } from "@noble/hashes/sha2.js";

const HASH_BYTES = 32;

const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "chainlearn");

/**
 * Bytes that were made before from the same inputs, in memory and in the user's cache folder; otherwise makes them.
 * Files begin with the hash of what follows, so that half a file is never taken. A folder that cannot be written
 * costs time only.
 */
export class ContentCache {
  readonly #made = new Map<string, Promise<Uint8Array>>();

  get(inputs: readonly (string | Uint8Array)[], make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    const key = contentKey(inputs);
    let made = this.#made.get(key);
    if (!made) {
      made = readOrMake(join(folder, `${key}.bin`), make);
      this.#made.set(key, made);
      made.catch(() => this.#made.delete(key));
    }
    return made;
  }
}

function contentKey(inputs: readonly (string | Uint8Array)[]): string {
  const hash = sha256.create();
  for (const input of inputs)
    hash.update(sha256(typeof input === "string" ? new TextEncoder().encode(input) : input));
  return toHex(hash.digest());
}

async function readOrMake(file: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const found = await read(file);
  if (found) return found;
  const bytes = await make();
  await write(file, bytes).catch(() => undefined);
  return bytes;
}

async function read(file: string): Promise<Uint8Array | undefined> {
  const stored = await readFile(file).catch(() => undefined);
  if (!stored) return undefined;
  const bytes = Uint8Array.from(stored.subarray(HASH_BYTES));
  return toHex(sha256(bytes)) === toHex(stored.subarray(0, HASH_BYTES)) ? bytes : undefined;
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}`;
  await writeFile(part, Buffer.concat([sha256(bytes), bytes]), { mode: 0o600 });
  await rename(part, file);
}
