import process from "node:process";
import { ChainlearnError } from "@chainlearn/core";

/** A solc standard JSON input. */
export interface StandardInput {
  readonly language: "Solidity";
  readonly sources: Readonly<Record<string, { readonly content: string }>>;
  readonly settings: object;
}

interface Diagnostic {
  readonly severity: string;
  readonly formattedMessage: string;
}

type Solc = { compile(input: string): string; version(): string };

let loading: Promise<Solc> | undefined;

/** The compiler is 9 MB that take seconds to load: once per process, and only when something has to be compiled. */
const load = (): Promise<Solc> => {
  loading ??= importSolc();
  return loading;
};

/** Loading it puts a listener on the process that decides what happens to everybody's unhandled rejections. */
async function importSolc(): Promise<Solc> {
  const before = new Set(process.listeners("unhandledRejection"));
  const { default: solc } = await import("solc");
  for (const listener of process.listeners("unhandledRejection"))
    if (!before.has(listener)) process.off("unhandledRejection", listener);
  return solc as Solc;
}

/** Version and commit of the compiler without its platform, as `0.8.37+commit.6ab3cd81`. */
export const solcVersion = async (): Promise<string> =>
  (await load()).version().replace(/\.Emscripten.*$/, "");

/**
 * Compiles a standard JSON input.
 * @returns the standard JSON output
 * @throws ChainlearnError compile_failed with the compiler's messages
 */
export async function runSolc(input: string): Promise<unknown> {
  const solc = await load();
  const output = JSON.parse(solc.compile(input)) as { errors?: readonly Diagnostic[] };
  const errors = (output.errors ?? []).filter((diagnostic) => diagnostic.severity === "error");
  if (errors.length > 0) {
    throw new ChainlearnError("compile_failed", errors.map((error) => error.formattedMessage).join("\n"));
  }
  return output;
}
