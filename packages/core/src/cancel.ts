import { ChainlearnError } from "./errors.ts";

/** Cancels whatever waits. */
export interface Cancellable {
  readonly signal?: AbortSignal;
}

/**
 * Waits for an answer that changes nothing, at most until the signal fires: what is under way then is left to itself. It
 * is not begun when the signal has fired before.
 * @throws ChainlearnError aborted, its cause the signal's reason; what asking fails with
 */
export async function untilAborted<T>(
  { signal }: Cancellable | undefined = {},
  ask: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return ask();
  const aborted = (): ChainlearnError =>
    new ChainlearnError("aborted", "the caller cancelled.", { cause: signal.reason as unknown });
  if (signal.aborted) throw aborted();
  const stop = new AbortController();
  const cancelled = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(aborted()), { once: true, signal: stop.signal });
  });
  try {
    return await Promise.race([ask(), cancelled]);
  } finally {
    stop.abort();
  }
}
