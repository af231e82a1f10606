import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Where a command writes, and whom it may ask. */
export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Everything else: progress, plans, errors. */
  err(text: string): void;
  /** Whether somebody sits there who can answer. */
  readonly interactive: boolean;
  /** @param secret true: what is typed is not shown */
  ask(question: string, options: { readonly secret: boolean; readonly signal: AbortSignal }): Promise<string>;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    interactive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    async ask(question, { secret, signal }) {
      const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
      const lines = createInterface({
        input: process.stdin,
        output: secret ? silent : process.stderr,
        terminal: true,
      });
      try {
        if (secret) process.stderr.write(question);
        return await lines.question(secret ? "" : question, { signal });
      } finally {
        lines.close();
        if (secret) process.stderr.write("\n");
      }
    },
  };
}
