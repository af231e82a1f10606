import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { type Config, EXIT_CODES } from "@chainlearn/cli";
import { UsageError } from "./arguments.ts";
import type { Command } from "./command.ts";
import { type Day, runDay } from "./testnet-day.ts";

/** What a program that runs a day is about. */
export interface TestnetExample extends Pick<Day, "deployment" | "contributions"> {
  /** As people start it. */
  readonly name: string;
  readonly config: Config;
  /** Folder of the example: data is read and receipts are written there. */
  readonly folder: string;
}

const helpOf = ({
  name,
  config,
  deployment,
  contributions,
}: TestnetExample): string => `Usage: ${name} [options]

Examines a chain, deploys a spam filter to it, adds eight mails, asks it, and verifies it.

  --chain NAME          ${Object.keys(config.chains).join(", ")}; the first if none is named
  --deployment AMOUNT   the most that the deployment may cost (default ${deployment})
  --contributions AMOUNT  the most that the contributions may cost (default ${contributions})
  --help                this text
`;

function parse(args: readonly string[]) {
  try {
    const options = {
      chain: { type: "string" },
      deployment: { type: "string" },
      contributions: { type: "string" },
    };
    return parseArgs({
      args: [...args],
      options: options as Record<keyof typeof options, { type: "string" }>,
    }).values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/** A program that runs a day on a chain of its configuration. */
export const testnetCommand = (example: TestnetExample): Command => ({
  help: helpOf(example),
  run: async (args, signal) => {
    const { config, folder } = example;
    const { chain = Object.keys(config.chains)[0]!, ...limits } = parse(args);
    if (!(chain in config.chains)) throw new UsageError(`there is no chain "${chain}".`);
    const code = await runDay(
      { config, chain, deployment: example.deployment, contributions: example.contributions, ...limits },
      {
        ...{ folder, env: process.env, input: process.stdin, signal },
        terminal: {
          out: (text) => void process.stdout.write(text),
          err: (text) => void process.stderr.write(text),
          interactive: false,
          ask: () => Promise.reject(new Error("nobody is asked")),
        },
      },
    );
    if (code === EXIT_CODES.chain && config.chains[chain]!.start)
      process.stderr.write(
        `In another terminal: npm run chainlearn -- dev --no-deploy --chain ${chain} --config ${relative(process.cwd(), join(folder, "chainlearn.config.ts"))}\n`,
      );
    return code;
  },
});
