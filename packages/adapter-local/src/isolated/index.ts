import { Worker } from "node:worker_threads";
import {
  type Cancellable,
  ChainlearnError,
  oneCopy,
  type PlacedLogEntry,
  type ResolvedComposition,
  requireWhole,
  type Snapshot,
  throwIfAborted,
} from "@chainlearn/core";
import { modelMemory } from "@chainlearn/kernel";
import type { Difference } from "../replay/difference.ts";
import type { LogReplay, ReplayState, StartReplay } from "../replay/log-replay.ts";
import { toPortable } from "./portable.ts";
import { type Answer, type Question, receivedError, type Task } from "./protocol.ts";

export { linkInProcess } from "./link.ts";

/** Turns of loops. Every one costs gas on chains: no call that fits a block of the EVM has a sixteenth of them. */
export const DEFAULT_FUEL: number = 2 ** 28;

/** What a replay in a thread of its own may take. */
export interface IsolationOptions extends Cancellable {
  /** Turns of the kernels' loops that one log entry may take. Default: `DEFAULT_FUEL`, 2^28. */
  readonly fuel?: number;
  /**
   * Megabytes of memory, 16 or more: for the model's numbers and the samples of the log, and again for everything else.
   * Default: 1,024.
   */
  readonly memoryMegabytes?: number;
}

const DEFAULT_MEGABYTES = 1_024;
const LEAST_MEGABYTES = 16;
const MEGABYTE = 2 ** 20;
const WORD_BYTES = 32;
/** Of entries that are on their way to the thread at a time; a single entry may be larger. */
const BYTES_UNDER_WAY = 4 * MEGABYTE;
/** What an entry takes on its way beside its bytes, about. */
const ENTRY_BYTES = 512;
/** Out of what JavaScript can address, as a map with too many entries: there is as little left as without memory. */
const OUT_OF_RANGE = "RangeError";

const FROM_SOURCE = import.meta.url.endsWith(".ts");
/** In this repository packages run from their sources, which threads of older Nodes have to be told anew. */
const SOURCE_ARGUMENTS = [
  "--conditions=@chainlearn/source",
  ...["--import", new URL("../../../../scripts/typescript-worker.mjs", import.meta.url).href],
];

const tooMuch = (megabytes: number, cause?: unknown): ChainlearnError =>
  new ChainlearnError("memory_exhausted", `the replay takes more than ${megabytes} MB of memory.`, {
    details: { megabytes },
    cause,
  });

/**
 * Memory for the model's copies, which is none of JavaScript's and never grows, and for what is kept of them to take calls back.
 */
function modelBytes(composition: ResolvedComposition): number {
  const { model, shape, layout } = composition;
  const checkpoint = oneCopy(composition).layout.stateWords * WORD_BYTES;
  return layout.copies * (modelMemory(model.manifest, shape).end + checkpoint);
}

/** Bytes of an entry that lie beside JavaScript's heap. */
function bytesOf(entry: PlacedLogEntry): number {
  if (entry.kind === "dataAdded") return entry.sample.length;
  if (entry.kind === "stateWritten") return entry.words.length * WORD_BYTES;
  if (entry.kind !== "acted") return 0;
  return (entry.item?.sample.length ?? 0) + (entry.parts?.length ?? 0);
}

/** Entries in pieces of a few megabytes. */
function* pieces(entries: readonly PlacedLogEntry[]): Generator<readonly PlacedLogEntry[]> {
  let first = 0;
  let bytes = 0;
  for (const [k, entry] of entries.entries()) {
    const size = bytesOf(entry) + ENTRY_BYTES;
    if (k > first && bytes + size > BYTES_UNDER_WAY) {
      yield entries.slice(first, k);
      [first, bytes] = [k, 0];
    }
    bytes += size;
  }
  yield entries.slice(first);
}

/** A worker that is asked one question after the other. */
class IsolatedReplay implements LogReplay {
  readonly #worker: Worker;
  readonly #megabytes: number;
  /** Beside JavaScript's heap, which Node measures itself. */
  #bytes = 0;
  #settle: ((answer: Answer | { readonly failure: unknown }) => void) | undefined;
  /** Why there will be no more answers. */
  #failure: unknown;

  private constructor(task: Task, bytes: number, megabytes: number) {
    this.#megabytes = megabytes;
    this.#take(bytes);
    const entry = new URL(FROM_SOURCE ? "./worker.ts" : "./worker.js", import.meta.url);
    this.#worker = new Worker(entry, {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
      // A thread that prints would disturb the output of whoever verifies.
      stdout: true,
      stderr: true,
      ...(FROM_SOURCE && { execArgv: SOURCE_ARGUMENTS }),
    });
    this.#worker.on("message", (answer: Answer) => this.#settle?.(answer));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("messageerror", (error) => this.#fail(error));
    this.#worker.on("exit", () => this.#fail(new ChainlearnError("aborted", "the replay was stopped.")));
  }

  static async start(
    task: Task,
    bytes: number,
    megabytes: number,
    signal: AbortSignal | undefined,
  ): Promise<IsolatedReplay> {
    throwIfAborted(signal);
    const replay = new IsolatedReplay(task, bytes, megabytes);
    const stop = (): void => void replay.close();
    signal?.addEventListener("abort", stop, { once: true });
    replay.#worker.once("exit", () => signal?.removeEventListener("abort", stop));
    try {
      await replay.#answer();
      return replay;
    } catch (error) {
      await replay.close();
      throw error;
    }
  }

  async apply(entries: Parameters<LogReplay["apply"]>[0]): Promise<Difference | undefined> {
    for (const piece of pieces(entries)) {
      // The thread keeps what was added with its sample, and nothing else of an entry.
      this.#take(piece.reduce((sum, entry) => sum + (entry.kind === "dataAdded" ? bytesOf(entry) : 0), 0));
      const difference = await this.#ask<Difference | undefined>({ ask: "apply", entries: piece });
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  state(): Promise<ReplayState> {
    return this.#ask({ ask: "state" });
  }

  snapshot(block: number, balance: bigint): Promise<Snapshot> {
    return this.#ask({ ask: "snapshot", block, balance });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  /** @throws ChainlearnError memory_exhausted before the thread is given more than it may have */
  #take(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#megabytes * MEGABYTE) throw tooMuch(this.#megabytes);
  }

  #ask<T>(question: Question): Promise<T> {
    const answer = this.#answer<T>();
    this.#worker.postMessage(question);
    return answer;
  }

  async #answer<T>(): Promise<T> {
    const answer = await new Promise<Answer | { readonly failure: unknown }>((resolve) => {
      if (this.#failure === undefined) this.#settle = resolve;
      else resolve({ failure: this.#failure });
    });
    this.#settle = undefined;
    if ("failure" in answer) throw answer.failure;
    if ("error" in answer) throw receivedError(answer.error);
    return answer.value as T;
  }

  /** The first reason is the one that counts. */
  #fail(error: unknown): void {
    const { name, code } = error as { readonly name?: string; readonly code?: string };
    const isMemory = code === "ERR_WORKER_OUT_OF_MEMORY" || name === OUT_OF_RANGE;
    this.#failure ??= isMemory ? tooMuch(this.#megabytes, error) : error;
    this.#settle?.({ failure: this.#failure });
  }
}

/**
 * Replays in a thread of its own, within limits: what somebody else's kernels do there costs this thread nothing, and
 * ends. The fuel is deterministic, and so is the memory of the model and the samples; the rest is what Node measures, so that it
 * may end a replay here and not there, but never makes one that is wrong right.
 * @throws ChainlearnError argument_out_of_range
 */
export function replayIsolated(options: IsolationOptions = {}): StartReplay {
  const { fuel = DEFAULT_FUEL, memoryMegabytes = DEFAULT_MEGABYTES, signal } = options;
  requireWhole("memoryMegabytes", memoryMegabytes, LEAST_MEGABYTES);
  return async (composition, parties) => {
    const task = { composition: toPortable(composition), parties, options: { fuel } };
    return IsolatedReplay.start(task, modelBytes(composition), memoryMegabytes, signal);
  };
}
