import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { env, pid } from "node:process";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Folder of finished compilations: outside the project, since they are worth keeping between checkouts. */
const cacheFolder = (): string => join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "chainlearn", "solc");

const memory = new Map<string, Promise<unknown>>();

/**
 * The value that `make` gives for a text, made at most once: kept in memory and as a file. A file whose content does
 * not have the checksum in its first line is ignored, and so is a folder that cannot be used.
 * @param key everything that decides the value
 */
export function cached<T>(key: string, make: () => Promise<T>): Promise<T> {
  const name = sha256(key);
  const known = memory.get(name);
  if (known) return known as Promise<T>;
  const value = readOrMake(join(cacheFolder(), `${name}.json`), make);
  memory.set(name, value);
  value.catch(() => memory.delete(name));
  return value;
}

async function readOrMake<T>(file: string, make: () => Promise<T>): Promise<T> {
  const text = await readFile(file, "utf8").catch(() => "");
  const cut = text.indexOf("\n");
  if (cut > 0 && sha256(text.slice(cut + 1)) === text.slice(0, cut))
    return JSON.parse(text.slice(cut + 1)) as T;
  const value = await make();
  await keep(file, JSON.stringify(value)).catch(() => undefined);
  return value;
}

/** Written beside and renamed, so that nobody reads half a file. */
async function keep(file: string, text: string): Promise<void> {
  await mkdir(join(file, ".."), { recursive: true, mode: 0o700 });
  const part = `${file}.${pid}.part`;
  await writeFile(part, `${sha256(text)}\n${text}`, { mode: 0o600 });
  await rename(part, file);
}
