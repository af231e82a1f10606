/**
 * Run by `bench:replay` as a process of its own, so that its memory is the replay's and nothing else's:
 * measure-replay.ts FILE HANDLER [kept]. Prints one JSON document, a {@link ReplayMeasurement}. With `node --expose-gc` it
 * also tells what is left in memory.
 */
import { readFileSync } from "node:fs";
import { Replay, replayLog } from "@chainlearn/adapter-local";
import { linkInProcess } from "@chainlearn/adapter-local/isolated";
import { type LogStep, stateHash, toHex } from "@chainlearn/core";
import { LogStore } from "@chainlearn/log-store";
import { compositionWith, type HandlerName, PARTIES } from "./case.ts";

export interface ReplayMeasurement {
  readonly entries: number;
  readonly contributions: number;
  readonly seconds: number;
  /** Of one processor: on a busy machine less than `seconds`. */
  readonly cpuSeconds: number;
  /** Most memory that the process ever had (its resident set), from its start on. */
  readonly peakBytes: number;
  /** Before the first entry was read: Node, the program, the linked model. */
  readonly startBytes: number;
  /** What the replay holds at the end, without garbage; only with `--expose-gc`. */
  readonly heldBytes: number | undefined;
  readonly stateHash: string;
}

const [file = "", handler = "", mode = "brought"] = process.argv.slice(2);
const contributions = mode === "kept" ? "kept" : "brought";

/**
 * Most memory that this process had. Linux tells it of the program that runs; what `resourceUsage` tells there begins with the
 * memory of the process that started this one.
 */
function peakBytes(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1_024;
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))!;
  return Number(kilobytes) * 1_024;
}

function held(): number | undefined {
  const { gc } = globalThis;
  if (typeof gc !== "function") return undefined;
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const store = await LogStore.openFile(file);
const [deployment] = await store.deployments();
const replay = await Replay.create(compositionWith(handler as HandlerName), PARTIES, {
  contributions,
  linker: linkInProcess,
});
const warm = await store.steps(deployment!.id).next();
const log = async function* (): AsyncGenerator<LogStep> {
  if (!warm.done) yield warm.value;
  yield* store.steps(deployment!.id, { from: 1 });
};
const startBytes = process.memoryUsage.rss();
const before = held();
const start = performance.now();
const cpuBefore = process.cpuUsage();
await replayLog(replay, log());
const seconds = (performance.now() - start) / 1_000;
const { user, system } = process.cpuUsage(cpuBefore);
const { shell } = replay;
const after = held();
const measurement: ReplayMeasurement = {
  entries: replay.entries,
  contributions: shell.nextId,
  seconds,
  cpuSeconds: (user + system) / 1e6,
  peakBytes: peakBytes(),
  startBytes,
  heldBytes: before === undefined ? undefined : after! - before,
  stateHash: toHex(stateHash(shell.words(), shell.hot())),
};
await store.close();
console.log(JSON.stringify(measurement));
