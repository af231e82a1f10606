import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Ran } from "./cli.ts";

export const REPOSITORY = fileURLToPath(new URL("../../../..", import.meta.url));
/** What runs the sources as they are. */
export const SOURCES = [
  "--conditions=@chainlearn/source",
  "--import",
  join(REPOSITORY, "scripts/typescript.mjs"),
];
const PROGRAM = join(REPOSITORY, "packages/cli/src/bin.ts");

/** A run of the program as a process of its own. */
export interface Running {
  /** Ends it at once, as kill -9 does, and what it has started. */
  kill(): void;
  /** Asks it to stop, as Ctrl-C does. */
  interrupt(): void;
  /** Tells about lines on standard error, counted from 1. */
  onLine(listener: (line: number) => void): void;
  /** What it left behind; a process that was killed has the code -1. */
  readonly ended: Promise<Ran>;
}

/** Starts the program as a process of its own, from the sources. */
export function startProgram(
  folder: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Running {
  const child = spawn(process.execPath, [...SOURCES, PROGRAM, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: a program that is killed cannot end the anvil that it has started.
    detached: true,
  });
  const said = { out: "", err: "" };
  let listener: (line: number) => void = () => {};
  child.stdout.on("data", (chunk: Buffer) => {
    said.out += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    for (const part of chunk.toString().split(/(?<=\n)/)) {
      said.err += part;
      if (part.endsWith("\n")) listener(said.err.split("\n").length - 1);
    }
  });
  const ended = new Promise<Ran>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? -1, ...said }));
  });
  return {
    kill: () => void process.kill(-child.pid!, "SIGKILL"),
    interrupt: () => void child.kill("SIGINT"),
    onLine: (next) => {
      listener = next;
    },
    ended,
  };
}

/** Runs the program as a process of its own to its end. */
export const runProgram = (...run: Parameters<typeof startProgram>): Promise<Ran> =>
  startProgram(...run).ended;
