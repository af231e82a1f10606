import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
/** As scripts/lib/setup.mjs starts the repository's TypeScript. */
const FROM_SOURCE = ["--conditions=@chainlearn/source", "--import", "./scripts/typescript.mjs"];

/** How a command ended, and what it wrote until then. */
export interface Ended {
  /** Null after a signal that the command did not handle. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Sends Ctrl-C, once, when the command writes the text to its standard error. */
  interruptAt(text: string): void;
}

/** Starts a TypeScript file of the repository as a command of its own. @param file path from the repository's root */
export function startCommand(file: string, args: readonly string[]): Started {
  const child = spawn(process.execPath, [...FROM_SOURCE, file, ...args], { cwd: ROOT });
  let [stdout, stderr] = ["", ""];
  let awaited: string | undefined;
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk;
    if (awaited === undefined || !stderr.includes(awaited)) return;
    awaited = undefined;
    child.kill("SIGINT");
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
  return {
    child,
    ended,
    interruptAt: (text) => {
      awaited = text;
    },
  };
}
