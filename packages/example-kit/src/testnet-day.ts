import { type Config, type Environment, EXIT_CODES, runCli } from "@chainlearn/cli";

/** Where a day happens, and what it may cost. */
export interface Day {
  readonly config: Config;
  /** Name of a chain of the configuration: a local one or a test network. */
  readonly chain: string;
  /** The most that the deployment may cost, as `0.05eth`. */
  readonly deployment: string;
  /** The most that the contributions may cost. */
  readonly contributions: string;
}

/** An integrator's day as commands: the same for every chain. Each can be run again, and goes on where it stopped. */
export const commandsOf = ({ chain, deployment, contributions }: Omit<Day, "config">): string[][] => {
  const at = ["--chain", chain];
  return [
    ["doctor", ...at],
    ["deploy", ...at, "--max-spend", deployment, "--yes"],
    [
      ...["add-data", ...at, "--file", "data/mails.jsonl", "--batch", "8", "--resume"],
      ...["--max-spend", contributions, "--yes"],
    ],
    ["predict", ...at, "--input", "buy cheap watches now"],
    ["status", ...at],
    ["verify", ...at],
  ];
};

/**
 * Runs the commands one after the other, up to the first that fails.
 * @returns its exit code
 */
export async function runDay(day: Day, environment: Omit<Environment, "config">): Promise<number> {
  const { terminal } = environment;
  for (const command of commandsOf(day)) {
    const shown = command.map((part) => (part.includes(" ") ? `"${part}"` : part));
    terminal.out(`\n$ chainlearn ${shown.join(" ")}\n`);
    const code = await runCli(command, { ...environment, config: day.config });
    if (code !== EXIT_CODES.done) return code;
  }
  return EXIT_CODES.done;
}
