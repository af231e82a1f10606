import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isChainlearnError } from "@chainlearn/core";
import { checksOf } from "./checks.ts";
import { KINDS, type NewPlugin, newPlugin, type PluginKind } from "./new-plugin.ts";

/** How the command is called and where it works. */
export interface CommandLine {
  readonly args: readonly string[];
  /** What people type, for help and examples. */
  readonly name: string;
  /** Relative paths start here. */
  readonly folder: string;
  /** Folders of plugins, by kind, for a call without `--into`. */
  readonly into: Readonly<Record<PluginKind, string>>;
}

/** File of the template that says the rule again, apart from the kernel. */
const SAID_AGAIN: Readonly<Record<PluginKind, string>> = { model: "oracle.ts", mechanism: "rules.ts" };

export const HELP = ({
  name,
  into,
}: Pick<CommandLine, "name" | "into">): string => `Usage: ${name} <kind> <id> [options]

Makes a plugin from a template in which all checks pass already: <into>/<id>.

  kind         ${KINDS.join(", ")}
  id           kebab-case, as nearest-neighbour
  --into DIR   folder of plugins (default ${[...new Set(KINDS.map((kind) => into[kind]))].join(", ")})
  --json       one JSON document on standard output: {kind, id, identifier, folder, files, kernel, missing, next}
  --help       this text

Examples: ${name} model nearest-neighbour
          ${name} mechanism quadratic-deposit
`;

class UsageError extends Error {}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        into: { type: "string" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/** What the file system refuses. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && "syscall" in error;

const isKind = (kind: string | undefined): kind is PluginKind => (KINDS as readonly unknown[]).includes(kind);

function nextSteps({ folder, id, kind }: NewPlugin, checks: readonly string[], from: string): string[] {
  const path = relative(from, folder) || ".";
  return [
    ...checks,
    `write your rule in ${path}: kernel.ts, the same in ${SAID_AGAIN[kind]} and README.md, what it needs in manifest.ts`,
    `docs/guides/write-a-${kind}.md goes through it step by step with another ${kind} than ${id}`,
  ];
}

/**
 * The command `new`, for any program that offers it.
 * @returns the exit code: 0, 1 if it could not be done, 2 for arguments that make no sense
 */
export async function newCommand({ args, name, folder, into }: CommandLine): Promise<number> {
  try {
    const { values, positionals } = parse(args);
    if (values.help) {
      process.stdout.write(HELP({ name, into }));
      return 0;
    }
    const [kind, id, ...more] = positionals;
    if (!isKind(kind))
      throw new UsageError(`"${kind ?? ""}" is no kind of plugin; there are ${KINDS.join(" and ")}.`);
    if (id === undefined || more.length > 0) throw new UsageError("One id is needed.");
    const made = await newPlugin({ kind, id, into: resolve(folder, values.into ?? into[kind]) });
    const { missing, steps } = checksOf(made, folder);
    const next = nextSteps(made, steps, folder);
    process.stdout.write(
      values.json
        ? `${JSON.stringify({ ...made, missing, next })}\n`
        : `Made ${made.folder}: ${made.files.join(", ")}; the kernel has ${made.kernel.bytes} bytes.\n\nNext:\n` +
            `${next.map((step) => `  ${step}`).join("\n")}\n`,
    );
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${HELP({ name, into })}`);
      return 2;
    }
    if (!isChainlearnError(error) && !isSystemError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
