import { namesOf, oneOf, seedOf, valuesOf, whole } from "@chainlearn/example-kit/arguments";
import { type ChainName, chainsOf } from "@chainlearn/example-kit/chains";
import { MECHANISMS, type MechanismName } from "./mechanism/mechanisms.ts";

export const HELP = `Trains, pays for and verifies a spam filter on chains, with real mail.

  --chain NAME          evm, cosmos, local, or all (evm and cosmos; the default)
  --mechanism NAME      champion (the default) or stake
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
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const values = valuesOf(args, {
    chain: { type: "string", default: "all" },
    mechanism: { type: "string", default: "champion" },
    contributions: { type: "string", default: "400" },
    seed: { type: "string", default: "1" },
    out: { type: "string", default: "out" },
    json: { type: "boolean", default: false },
  });
  return {
    chains: chainsOf(values.chain),
    mechanism: oneOf("mechanism", values.mechanism, namesOf(MECHANISMS)),
    contributions: whole("contributions", values.contributions, 20, 4_000),
    seed: seedOf(values.seed),
    out: values.out,
    json: values.json,
  };
}
