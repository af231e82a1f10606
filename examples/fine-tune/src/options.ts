import { namesOf, oneOf, seedOf, valuesOf, whole } from "@chainlearn/example-kit/arguments";
import { CHAINS, type ChainName } from "@chainlearn/example-kit/chains";

export const HELP = `Trains the last layer of a network on a chain: digits go through the network here, and what
it makes of them is contributed. Compares with the same model on the digits' pixels.

  --chain NAME          evm (default), cosmos or local
  --initial N           labelled digits of the deployer, 10 to 1000 (default 100)
  --contributions N     digits that are contributed, 8 to 5000 (default 400)
  --held-back N         digits that measure accuracy, 10 to 3000 (default 1000)
  --seed N              decides which digits in which order (default 1)
  --json                print one JSON document and nothing else on stdout
  --help                print this
`;

export interface Options {
  readonly chain: ChainName;
  readonly initial: number;
  readonly contributions: number;
  readonly heldBack: number;
  readonly seed: number;
  readonly json: boolean;
}

/** @throws UsageError */
export function parseOptions(args: readonly string[]): Options {
  const values = valuesOf(args, {
    chain: { type: "string", default: "evm" },
    initial: { type: "string", default: "100" },
    contributions: { type: "string", default: "400" },
    "held-back": { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  });
  return {
    chain: oneOf("chain", values.chain, namesOf(CHAINS)),
    initial: whole("initial", values.initial, 10, 1_000),
    contributions: whole("contributions", values.contributions, 8, 5_000),
    heldBack: whole("held-back", values["held-back"], 10, 3_000),
    seed: seedOf(values.seed),
    json: values.json,
  };
}
