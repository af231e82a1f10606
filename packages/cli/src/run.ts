import { CommanderError } from "@commander-js/extra-typings";
import type { Run } from "./commands/command.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { failureOf, failureText } from "./output/failure.ts";
import { toJson } from "./output/json.ts";
import { createProgram } from "./program.ts";
import { type Environment, Session } from "./session.ts";

const INDENT = 2;

/** What the user stopped is not a failure of whatever noticed it first. */
function failureWithin(environment: Environment, error: unknown): ReturnType<typeof failureOf> {
  const failure = failureOf(error);
  if (!environment.signal.aborted) return failure;
  return { ...failure, kind: "interrupted", exitCode: EXIT_CODES.interrupted };
}

/** Wrong arguments of a call that asks for JSON are reported as JSON too. */
const asksForJson = (args: readonly string[]): boolean => {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).includes("--json");
};

/**
 * Runs the program.
 * @param args without the names of node and the program
 * @returns the exit code; see {@link EXIT_CODES}
 */
export async function runCli(args: readonly string[], environment: Environment): Promise<number> {
  const { terminal } = environment;
  let exitCode: number = EXIT_CODES.done;
  const fail = (json: boolean, error: unknown): void => {
    const failure = failureWithin(environment, error);
    exitCode = failure.exitCode;
    if (json) terminal.out(`${toJson({ error: failure }, INDENT)}\n`);
    terminal.err(`${failureText(failure)}\n`);
  };
  const run: Run = async ({ json = false, quiet = false }, body) => {
    let printed = false;
    try {
      const outcome = await body(new Session(environment, { json, quiet }));
      exitCode = EXIT_CODES[outcome.kind ?? "done"];
      const text = json ? toJson(outcome.json, INDENT) : outcome.text;
      if (text !== undefined) terminal.out(`${text}\n`);
      printed = true;
      await outcome.stay?.();
    } catch (error) {
      // Standard output has one document.
      fail(json && !printed, error);
    }
  };
  // What the parser writes is kept: with --json its errors become the document.
  let parserSays = "";
  const program = createProgram(run, {
    writeOut: (text) => terminal.out(text),
    writeErr: (text) => {
      parserSays += text;
    },
  });
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT_CODES.done;
    exitCode = EXIT_CODES.usage;
    if (asksForJson(args)) {
      const message = error.message.replace(/^error: /, "");
      terminal.out(
        `${toJson({ error: { kind: "usage", exitCode, code: "usage", number: 0, message, details: {} } }, INDENT)}\n`,
      );
    }
    terminal.err(parserSays);
  }
  return exitCode;
}
