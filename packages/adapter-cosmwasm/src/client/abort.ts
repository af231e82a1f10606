import { throwIfAborted } from "@chainlearn/core";

/**
 * Waits, at most until the signal fires.
 * @param what and transaction are those of {@link throwIfAborted}
 * @throws ChainlearnError aborted
 */
export async function sleep(
  milliseconds: number,
  signal: AbortSignal | undefined,
  what?: string,
  transaction?: string,
): Promise<void> {
  throwIfAborted(signal, what, transaction);
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done, { once: true });
  });
  throwIfAborted(signal, what, transaction);
}
