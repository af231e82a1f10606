import { type Cancellable, ChainlearnError, type LogStep, throwIfAborted } from "@chainlearn/core";
import { breathe } from "../breathe.ts";
import type { Replay } from "./replay.ts";

/** Entries between two looks at the signal and two calls of `onProgress`. */
const ENTRIES_PER_STRETCH = 512;

/** How {@link replayLog} works. */
export interface ReplayLogOptions extends Cancellable {
  /** Called before each entry is applied: the replay has the state that the call found. */
  readonly before?: (step: LogStep, replay: Replay) => void;
  /** Called when it is. */
  readonly after?: (step: LogStep, replay: Replay) => void;
  /** Called now and then, and at the end, with the number of entries applied. */
  readonly onProgress?: (entries: number) => void;
}

/**
 * Applies a log to a replay. Nothing of the log is kept, so with a log store behind it a log of any length can be replayed.
 * @param replay one whose contributions are brought
 * @param log from the replay's next entry on, as `LogStore.steps` gives it
 * @throws ChainlearnError invalid_log at the first entry that does not follow from those before; aborted
 */
export async function replayLog(
  replay: Replay,
  log: Iterable<LogStep> | AsyncIterable<LogStep>,
  { signal, before, after, onProgress }: ReplayLogOptions = {},
): Promise<void> {
  throwIfAborted(signal);
  for await (const step of log) {
    if (replay.entries % ENTRIES_PER_STRETCH === 0) {
      onProgress?.(replay.entries);
      await breathe();
      throwIfAborted(signal);
    }
    before?.(step, replay);
    const difference = replay.apply(step.entry, step.contribution);
    if (difference)
      throw new ChainlearnError(
        "invalid_log",
        `${difference.where}: ${difference.actual}, expected ${difference.expected}.`,
        { details: { entry: replay.entries } },
      );
    after?.(step, replay);
  }
  onProgress?.(replay.entries);
}
