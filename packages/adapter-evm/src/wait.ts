import { ChainlearnError } from "@chainlearn/core";

/** @throws ChainlearnError aborted */
export function throwIfAborted(signal: AbortSignal | undefined, transaction?: string): void {
  if (!signal?.aborted) return;
  const open = transaction === undefined ? "" : ` The transaction ${transaction} may still happen.`;
  throw new ChainlearnError("aborted", `cancelled by the caller.${open}`, {
    cause: signal.reason,
    ...(transaction === undefined ? {} : { details: { transaction } }),
  });
}

/** Waits, at most until the signal fires; whoever cares looks at the signal afterwards. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
  });
