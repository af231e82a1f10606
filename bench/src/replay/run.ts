import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LogStore } from "@chainlearn/log-store";
import { compositionWith, type HandlerName } from "./case.ts";
import { GeneratedLog } from "./generated-log.ts";
import type { ReplayMeasurement } from "./measure-replay.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const FROM_SOURCE = ["--conditions=@chainlearn/source", "--import", "./scripts/typescript.mjs"];

/** Puts a generated log into a store in a file of its own that is gone afterwards. */
export async function withStoredLog<T>(
  handler: HandlerName,
  contributions: number,
  run: (file: string) => Promise<T>,
  onProgress?: (block: number, newest: number) => void,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "chainlearn-replay-"));
  try {
    const file = join(folder, "log.db");
    const log = await GeneratedLog.create(compositionWith(handler), contributions);
    const store = await LogStore.openFile(file);
    await store.follow(log, log.receipt, { ...(onProgress && { onProgress }) });
    await store.close();
    return await run(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Replays a stored log in a process of its own.
 * @param mode `kept` is how it would be if the replay remembered all contributions
 * @param flags of node
 */
export async function replayInProcess(
  file: string,
  handler: HandlerName,
  mode: "brought" | "kept" = "brought",
  flags: readonly string[] = [],
): Promise<ReplayMeasurement> {
  const args = [...flags, ...FROM_SOURCE, "bench/src/replay/measure-replay.ts", file, handler, mode];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
  return JSON.parse(stdout) as ReplayMeasurement;
}
