import { parseArgs } from "node:util";
import { CHAINS, type ChainName } from "./chains.ts";
import { MECHANISMS, type MechanismName } from "./mechanism/mechanisms.ts";

export const HELP = `Trains, pays for and verifies a spam filter on chains, with real mail.

  --chain NAME          evm, cosmos, local, or all (evm and cosmos; the default)
  --mechanism NAME      stake (the default) or champion
  --contributions N     mails that are contributed, 20 to 4000 (default 400)
  --seed N              decides mails, order and people (default 1)
  --out DIR             where spam-filter.svg and spam-filter.json go (default out)
  --json                print one JSON document and nothing else on stdout
  --help                print this
`;

export interface Options {
  readonly chains: readonly ChainName[];
  readonly mechanism: MechanismName;
  readonly contributions: number;
  readonly seed: number;
  readonly out: string;
  readonly json: boolean;
  readonly help: boolean;
}

/** An argument that cannot be used; the message says what can. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

function whole(name: string, value: string, min: number, max: number): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max)
    throw new UsageError(`--${name} is "${value}"; whole numbers from ${min} to ${max} are possible.`);
  return number;
}

function chainsOf(name: string): ChainName[] {
  if (name === "all") return ["evm", "cosmos"];
  if (Object.hasOwn(CHAINS, name)) return [name as ChainName];
  throw new UsageError(`--chain is "${name}"; ${Object.keys(CHAINS).join(", ")} and all are possible.`);
}

function mechanismOf(name: string): MechanismName {
  if (Object.hasOwn(MECHANISMS, name)) return name as MechanismName;
  throw new UsageError(`--mechanism is "${name}"; ${Object.keys(MECHANISMS).join(" and ")} are possible.`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        chain: { type: "string", default: "all" },
        mechanism: { type: "string", default: "stake" },
        contributions: { type: "string", default: "400" },
        seed: { type: "string", default: "1" },
        out: { type: "string", default: "out" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const values = parse(args);
  return {
    chains: chainsOf(values.chain),
    mechanism: mechanismOf(values.mechanism),
    contributions: whole("contributions", values.contributions, 20, 4_000),
    seed: whole("seed", values.seed, 0, 2 ** 31 - 1),
    out: values.out,
    json: values.json,
    help: values.help,
  };
}
