import { ChainlearnError } from "@chainlearn/core";

/** @throws ChainlearnError aborted */
export function throwIfAborted(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted)
    throw new ChainlearnError("aborted", `${what} was cancelled.`, { cause: signal.reason as unknown });
}

/**
 * Waits, at most until the signal fires.
 * @throws ChainlearnError aborted
 */
export async function sleep(
  milliseconds: number,
  signal: AbortSignal | undefined,
  what: string,
): Promise<void> {
  throwIfAborted(signal, what);
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done, { once: true });
  });
  throwIfAborted(signal, what);
}
