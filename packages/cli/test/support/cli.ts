import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config, Environment } from "../../src/index.ts";
import { runCli } from "../../src/index.ts";

/** What a run of the program left behind. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** How the program is run in this process. */
export interface Setting {
  readonly folder: string;
  readonly config?: Config;
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input. */
  readonly input?: string;
  /** Answers of somebody who sits there; without them nobody does. */
  readonly answers?: readonly string[];
  readonly signal?: AbortSignal;
  /** Called with each text that goes to standard error, when it does. */
  readonly heard?: (text: string) => void;
}

/** Everything that runs in this process have printed. */
export const TRANSCRIPT: string[] = [];

/** Runs the program in this process. */
export async function run(setting: Setting, ...args: readonly string[]): Promise<Ran> {
  const answers = [...(setting.answers ?? [])];
  let out = "";
  let err = "";
  const environment: Environment = {
    folder: setting.folder,
    env: setting.env ?? {},
    ...(setting.config && { config: setting.config }),
    input: (async function* () {
      yield setting.input ?? "";
    })(),
    signal: setting.signal ?? new AbortController().signal,
    terminal: {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
        setting.heard?.(text);
      },
      interactive: setting.answers !== undefined,
      ask: async (question) => {
        err += question;
        return answers.shift() ?? "";
      },
    },
  };
  const code = await runCli(args, environment);
  TRANSCRIPT.push(out, err);
  return { code, out, err };
}

/** Runs the program with --json. */
export async function json<T = Record<string, unknown>>(
  setting: Setting,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly value: T; readonly err: string }> {
  const { code, out, err } = await run(setting, ...args, "--json");
  return { code, value: JSON.parse(out) as T, err };
}

/** Runs something with an empty folder that is gone afterwards. */
export async function inFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "chainlearn-cli-"));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
