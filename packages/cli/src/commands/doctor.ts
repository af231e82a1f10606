import type { Command } from "@commander-js/extra-typings";
import type { ChainConfig } from "../chains/chain.ts";
import { choose } from "../config/choose.ts";
import { attempt, type Check, type Examination, ok } from "../doctor/check.ts";
import { deploymentChecks } from "../doctor/deployment.ts";
import { machineChecks } from "../doctor/machine.ts";
import { table } from "../output/table.ts";
import { Session } from "../session.ts";
import { Gate } from "../spending/gate.ts";
import type { Run } from "./command.ts";
import { configOptions, examples } from "./options.ts";

/** A check with the chain that it is about; "-": this machine. */
type Line = { readonly chain: string } & Check;

interface Asked {
  readonly config?: string | undefined;
  readonly chain?: string | undefined;
  readonly composition?: string | undefined;
}

/** A session in which nobody is asked for a password: what needs one is said to be unknown. */
const unattended = ({ environment, json }: Session, quiet: boolean): Session =>
  new Session({ ...environment, terminal: { ...environment.terminal, interactive: false } }, { json, quiet });

/** What is found out about a chain that brings no examination of its own. */
async function examineByOpening(
  chain: ChainConfig,
  secrets: ReturnType<Session["secrets"]>,
): Promise<Examination> {
  const check = await attempt("node", "Start the chain.", async () => {
    const open = await chain.open({ gate: new Gate(), secrets });
    await open.close();
    return ok("node", `${chain.kind} ${chain.chainId}`);
  });
  return { checks: [check], usable: check.status === "ok" };
}

async function checksOf(session: Session, asked: Asked, name: string): Promise<Check[]> {
  const { config, folder } = await session.loadConfig(asked.config);
  const chain = config.chains[name]!;
  const secrets = session.secrets(folder);
  const { checks, usable, transactionGas } = chain.examine
    ? await chain.examine(secrets)
    : await examineByOpening(chain, secrets);
  const [account] = chain.accounts;
  if (!usable || account === undefined) return [...checks];
  const compositions =
    asked.composition === undefined
      ? Object.keys(config.compositions)
      : [choose("composition", config.compositions, asked.composition)[0]];
  const found: Check[] = [...checks];
  for (const composition of compositions) {
    session.note(`${name}: what would a deployment of ${composition} cost?`);
    const place = { config: asked.config, chain: name, composition };
    let deployment: Check[] = [];
    const failed = await attempt(
      `deployment of ${composition}`,
      "Correct this first; the cost is not known without it.",
      async () => {
        deployment = await session.at(place, undefined, async (site) =>
          deploymentChecks(site, await site.chain.addressOf(account), transactionGas),
        );
        return ok("deployment", "");
      },
    );
    found.push(...(failed.status === "ok" ? deployment : [failed]));
  }
  return found;
}

const MARKS = { ok: "ok", warn: "warn", fail: "FAIL" } as const;

function textOf(lines: readonly Line[]): string {
  const todo = lines.filter((line) => line.todo !== undefined);
  return [
    table(
      ["", "chain", "what", "found"],
      lines.map(({ chain, status, name, found }) => [MARKS[status], chain, name, found]),
    ),
    ...(todo.length > 0
      ? [
          "",
          "To do:",
          ...todo.map(({ chain, name, todo }) => `  ${chain === "-" ? "" : `${chain}, `}${name}: ${todo}`),
        ]
      : []),
  ].join("\n");
}

/** `chainlearn doctor`: whether machine, keys, nodes and balances are ready, and what to do where they are not. */
export function doctor(command: Command, run: Run): void {
  configOptions(command)
    .option("--chain <name>", "examine this chain only (default: all)")
    .option("--composition <name>", "ask the cost of this composition only (default: all)")
    .description(
      "Examine this machine, the nodes, keys and balances, and say what to do. Nothing is sent, and nobody is asked for a password.",
    )
    .addHelpText("after", examples("chainlearn doctor", "chainlearn doctor --chain sepolia --json"))
    .action((options) =>
      run(options, async (asking) => {
        const session = unattended(asking, options.quiet === true);
        const { config } = await session.loadConfig(options.config);
        const names =
          options.chain === undefined
            ? Object.keys(config.chains)
            : [choose("chain", config.chains, options.chain)[0]];
        const lines: Line[] = machineChecks().map((check) => ({ chain: "-", ...check }));
        for (const name of names)
          for (const check of await checksOf(session, options, name)) lines.push({ chain: name, ...check });
        const failed = lines.find(({ status }) => status === "fail");
        return {
          json: {
            ok: failed === undefined,
            checks: lines.map(({ kind, ...line }) => line),
          },
          text: textOf(lines),
          ...(failed && { kind: failed.kind ?? "chain" }),
        };
      }),
    );
}
