import { ChainlearnError } from "@chainlearn/core";

/** @throws ChainlearnError aborted when the signal says so */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new ChainlearnError("aborted", "the caller cancelled.", { cause: signal.reason });
  }
}

/** Lets timers and signals run between long stretches of work. */
export const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
