import { UsageError } from "./arguments.ts";

/** Exit codes beside 0. */
export const FAILED = 1;
const WRONG_USAGE = 2;
const INTERRUPTED = 130;
const GRACE_MS = 10_000;

/** A program for the command line. */
export interface Command {
  /** What `--help` prints. */
  readonly help: string;
  /**
   * @param signal aborts with Ctrl-C or SIGTERM: end what was started, then reject
   * @returns the exit code
   */
  run(args: readonly string[], signal: AbortSignal): Promise<number>;
}

/** A signal that aborts with Ctrl-C or SIGTERM. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) return;
      process.stderr.write("\nStopping.\n");
      stop.abort();
      // What does not answer must not keep the process alive.
      setTimeout(() => process.exit(INTERRUPTED), GRACE_MS).unref();
    });
  }
  return stop.signal;
}

/**
 * Runs a command with this process' arguments and sets its exit code: the command's own, 1 after an error, 2 with the
 * help after wrong arguments, 130 after a signal.
 */
export async function runCommand({ help, run }: Command): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes("--help")) {
    process.stdout.write(help);
    return;
  }
  const signal = stopSignal();
  try {
    process.exitCode = await run(args, signal);
  } catch (error) {
    if (signal.aborted) process.exitCode = INTERRUPTED;
    else if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${help}`);
      process.exitCode = WRONG_USAGE;
    } else {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exitCode = FAILED;
    }
  }
}
