import { ChainlearnError } from "./errors.ts";

/** Cancels whatever waits. */
export interface Cancellable {
  readonly signal?: AbortSignal;
}

/**
 * Ends a call that its caller has cancelled.
 * @param what it was about, for the message, as "reading the log"
 * @param transaction hash of one that was sent and is in no block yet
 * @throws ChainlearnError aborted, its cause the signal's reason
 */
export function throwIfAborted(signal: AbortSignal | undefined, what?: string, transaction?: string): void {
  if (signal?.aborted) throw aborted(signal, what, transaction);
}

function aborted(signal: AbortSignal, what?: string, transaction?: string): ChainlearnError {
  const open = transaction === undefined ? "" : ` The transaction ${transaction} may still happen.`;
  return new ChainlearnError("aborted", `the caller cancelled${what ? ` ${what}` : ""}.${open}`, {
    cause: signal.reason as unknown,
    ...(transaction !== undefined && { details: { transaction } }),
  });
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
  throwIfAborted(signal);
  const stop = new AbortController();
  const cancelled = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(aborted(signal)), { once: true, signal: stop.signal });
  });
  try {
    return await Promise.race([ask(), cancelled]);
  } finally {
    stop.abort();
  }
}
