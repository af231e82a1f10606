import { ChainlearnError, isChainlearnError, throwIfAborted } from "@chainlearn/core";
import { pause } from "./wait.ts";

/** How often nodes are asked that contradict each other, and the first pause between two times. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 20;

/** Answers that are not of one chain. */
export const contradiction = (why: string): ChainlearnError =>
  new ChainlearnError("nodes_disagree", `reading the log: ${why}.`);

/**
 * Reads something whose parts come from several answers, again while they contradict each other.
 * @param read throws a {@link contradiction}
 * @throws ChainlearnError nodes_disagree, aborted; what else reading fails with
 */
export async function untilAgreed<T>(read: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    throwIfAborted(signal);
    try {
      return await read();
    } catch (error) {
      const disagree = isChainlearnError(error) && error.code === "nodes_disagree";
      if (!disagree || attempt === ATTEMPTS) throw error;
    }
    await pause(FIRST_PAUSE_MS * 2 ** attempt, signal);
  }
}
