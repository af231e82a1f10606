import type { Command } from "@commander-js/extra-typings";
import { InvalidArgumentError } from "@commander-js/extra-typings";
import type { Place, Stranger } from "../session.ts";
import type { SpendingOptions } from "../spending/spending-options.ts";
import type { CommonOptions } from "./command.ts";

/** Options of commands about the configuration. */
export type ConfigOptions = CommonOptions & { readonly config?: string | undefined };

/** Options of commands about a composition on a chain. */
export type PlaceOptions = CommonOptions & Place;

/** Options of commands that send. */
export type SendOptions = PlaceOptions & SpendingOptions & { readonly from?: string | undefined };

/** Options of commands about a contract that may be a stranger's. */
export type StrangerOptions = PlaceOptions & Stranger;

type Bare = Command<[], Record<string, never>>;

/** What comes behind the options in a command's help. */
export const examples = (...lines: readonly string[]): string =>
  `\n${lines.length > 1 ? "Examples" : "Example"}:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;

export const commonOptions = (command: Command): Command<[], CommonOptions> =>
  (command as Bare)
    .option("--json", "print one JSON document on standard output, also about failures")
    .option("--quiet", "print neither progress nor plans") as Command<[], CommonOptions>;

export const configOptions = (command: Command): Command<[], ConfigOptions> =>
  commonOptions(command).option(
    "-c, --config <file>",
    "configuration (default: the nearest chainlearn.config.ts)",
  );

export const placeOptions = (command: Command): Command<[], PlaceOptions> =>
  configOptions(command)
    .option("--chain <name>", "chain of the configuration (default: the only one)")
    .option("--composition <name>", "composition of the configuration (default: the only one)");

export const storeOptions = (
  command: Command,
): Command<[], PlaceOptions & { readonly store?: string | undefined }> =>
  placeOptions(command).option(
    "--store <file>",
    "log store to use (default: what CHAINLEARN_STORE names, or the configuration's)",
  );

export const strangerOptions = (command: Command<[], PlaceOptions>): Command<[], StrangerOptions> =>
  command
    .option("--address <address>", "the contract at this address, of which there is no receipt")
    .option(
      "--creation <transaction>",
      "EVM: what created it, if the node does not know old states",
    ) as unknown as Command<[], StrangerOptions>;

export const sendOptions = (command: Command): Command<[], SendOptions> =>
  placeOptions(command)
    .option("--from <account>", "account of the chain that signs and pays (default: its first)")
    .option(
      "--max-spend <amount>",
      "the most that payments and fees may cost together, as 0.01eth or 2500uosmo",
    )
    .option("--simulate", "say what it would cost, and send nothing")
    .option("-y, --yes", "send without asking");

/** A whole number of an argument. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d{1,15}$/.test(text)) return value;
  throw new InvalidArgumentError("A whole number is needed.");
}

/** Whole numbers of an argument that can be repeated. */
export const manyWholeNumbers = (text: string, before: number[] | undefined): number[] => [
  ...(before ?? []),
  wholeNumber(text),
];

/** Contributions that a command is about; at least one. */
export const contributionsArgument = (command: Command<[], SendOptions>): Command<[number[]], SendOptions> =>
  command.argument(
    "<contributions...>",
    "numbers of the contributions",
    manyWholeNumbers,
  ) as unknown as Command<[number[]], SendOptions>;
