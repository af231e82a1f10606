import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Day, runDay } from "../testnet-day.ts";

/** What a day left behind. */
export interface DayResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs days in a folder of their own with an example's data, which is gone afterwards. */
export async function withDays<T>(
  example: URL,
  env: Readonly<Record<string, string>>,
  body: (run: (day: Day) => Promise<DayResult>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "chainlearn-day-"));
  try {
    await cp(fileURLToPath(new URL("data", example)), join(folder, "data"), { recursive: true });
    return await body(async (day) => {
      let out = "";
      let err = "";
      const code = await runDay(day, {
        folder,
        env,
        input: (async function* () {})(),
        signal: new AbortController().signal,
        terminal: {
          out: (text) => {
            out += text;
          },
          err: (text) => {
            err += text;
          },
          interactive: false,
          ask: () => Promise.reject(new Error("nobody is there")),
        },
      });
      return { code, out, err };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
