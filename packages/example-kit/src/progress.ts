import type { WriteStream } from "node:tty";

const BAR = 28;
/** Without a terminal a line is printed at every fifth of the way. */
const PLAIN_STEPS = 5;

/** Progress of several stories at once. */
export interface Progress {
  update(name: string, done: number, what: string): void;
  /** Leaves the last state on the screen. */
  end(): void;
}

/** Bars that are redrawn in place on a terminal, an occasional plain line elsewhere. */
export function createProgress(
  names: readonly string[],
  out: Pick<WriteStream, "isTTY" | "write" | "columns">,
): Progress {
  return out.isTTY ? bars(names, out) : lines(out);
}

function bars(names: readonly string[], out: Pick<WriteStream, "write" | "columns">): Progress {
  const width = Math.max(...names.map((name) => name.length));
  const state = new Map(names.map((name) => [name, { done: 0, what: "starting" }]));
  let drawn = false;
  let last = 0;
  const draw = (): void => {
    const rows = [...state].map(([name, { done, what }]) => {
      const full = Math.round(done * BAR);
      const row = `${name.padEnd(width)} ${"█".repeat(full)}${"░".repeat(BAR - full)} ${String(Math.round(done * 100)).padStart(3)} % ${what}`;
      return `\x1b[2K${row.slice(0, Math.max(20, out.columns - 1))}\n`;
    });
    out.write(`${drawn ? `\x1b[${rows.length}A` : ""}${rows.join("")}`);
    drawn = true;
  };
  return {
    update(name, done, what) {
      state.set(name, { done, what });
      const now = performance.now();
      if (now - last < 50) return;
      last = now;
      draw();
    },
    end: draw,
  };
}

function lines(out: Pick<WriteStream, "write">): Progress {
  const printed = new Map<string, number>();
  return {
    update(name, done, what) {
      const step = Math.floor(done * PLAIN_STEPS);
      if ((printed.get(name) ?? -1) >= step) return;
      printed.set(name, step);
      out.write(`${name}: ${Math.round(done * 100)} % (${what})\n`);
    },
    end: () => {},
  };
}
