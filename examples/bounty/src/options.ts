import { seedOf, valuesOf, whole } from "@chainlearn/example-kit/arguments";
import { type ChainName, chainsOf } from "@chainlearn/example-kit/chains";

export const HELP = `Puts a bounty on a better spam filter: hidden test mails, staked contributions, right and wrong ones, the
settlement, and who gets what. On chains, with real mail.

  --chain NAME          evm, cosmos, local, or all (evm and cosmos; the default)
  --contributions N     mails that each of five accounts stakes, 1 to 100 (default 12)
  --items N             test mails in each of five parts, 1 to 40 (default 8)
  --seed N              decides which mails in which order (default 1)
  --out DIR             where bounty.svg and bounty.json go (default out)
  --json                print one JSON document and nothing else on stdout
  --help                print this
`;

export interface Options {
  readonly chains: readonly ChainName[];
  /** Of each account. */
  readonly contributions: number;
  /** In each part. */
  readonly items: number;
  readonly seed: number;
  readonly out: string;
  readonly json: boolean;
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const values = valuesOf(args, {
    chain: { type: "string", default: "all" },
    contributions: { type: "string", default: "12" },
    items: { type: "string", default: "8" },
    seed: { type: "string", default: "1" },
    out: { type: "string", default: "out" },
    json: { type: "boolean", default: false },
  });
  return {
    chains: chainsOf(values.chain),
    contributions: whole("contributions", values.contributions, 1, 100),
    items: whole("items", values.items, 1, 40),
    seed: seedOf(values.seed),
    out: values.out,
    json: values.json,
  };
}
