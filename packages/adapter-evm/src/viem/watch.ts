import {
  type Cancellable,
  MAX_MILLISECONDS,
  type PlacedLogEntry,
  requireWhole,
  type Trainer,
} from "@chainlearn/core";

/** How entries are watched. */
export interface WatchOptions extends Cancellable {
  /** First block to look at. Default: the one behind the newest. */
  readonly fromBlock?: number;
  /** Called with new entries in order, never with none. What a reorganisation takes back is not taken back here. */
  readonly onEntries: (entries: readonly PlacedLogEntry[]) => void;
  /** Called when the node fails; watching goes on. Default: ignored. */
  readonly onError?: (error: unknown) => void;
  /** Pause between two looks. Default: the client's polling interval. */
  readonly pollingIntervalMs?: number;
}

/**
 * Looks for new entries again and again.
 * @returns ends it
 * @throws ChainlearnError argument_out_of_range for a polling interval that is none
 */
export function watchTrainer(
  attached: () => Promise<Trainer>,
  defaultInterval: number,
  { fromBlock, onEntries, onError, pollingIntervalMs = defaultInterval, signal }: WatchOptions,
): () => void {
  requireWhole("pollingIntervalMs", pollingIntervalMs, 1, MAX_MILLISECONDS);
  let next = fromBlock;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = new AbortController();
  const end = (): void => {
    stop.abort();
    clearTimeout(timer);
    signal?.removeEventListener("abort", end);
  };

  const look = async (): Promise<void> => {
    const trainer = await attached();
    const newest = await trainer.block();
    next ??= newest + 1;
    if (newest < next) return;
    const entries = await trainer.log({ fromBlock: next, toBlock: newest, signal: stop.signal });
    if (stop.signal.aborted) return;
    next = newest + 1;
    if (entries.length > 0) onEntries(entries);
  };
  const run = async (): Promise<void> => {
    try {
      await look();
    } catch (error) {
      if (!stop.signal.aborted) onError?.(error);
    }
    if (!stop.signal.aborted) timer = setTimeout(run, pollingIntervalMs);
  };

  if (signal?.aborted) return end;
  signal?.addEventListener("abort", end, { once: true });
  void run();
  return end;
}
