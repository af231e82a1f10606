import type { Terminal } from "./terminal.ts";

/** Shows how far a long piece of work is; undefined: nobody knows yet how long it is. */
export type Progress = (done: number, total: number | undefined, step?: string) => void;

const MILLISECONDS_BETWEEN_LINES = 500;

/** Progress as lines on standard error: the first, the last, and in between two a second. */
export function progressOn(terminal: Terminal, what: string, now: () => number = Date.now): Progress {
  let shown = Number.NEGATIVE_INFINITY;
  return (done, total, step) => {
    const time = now();
    if (done !== total && time - shown < MILLISECONDS_BETWEEN_LINES) return;
    shown = time;
    terminal.err(`${what}: ${done}${total === undefined ? "" : ` of ${total}`}${step ? ` (${step})` : ""}\n`);
  };
}
