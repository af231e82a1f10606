import { basename, resolve } from "node:path";
import { contractSchema } from "@chainlearn/adapter-cosmwasm";
import { abiJson, abiSource, contractAbi } from "@chainlearn/adapter-evm";
import { ChainlearnError, type ResolvedComposition } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { choose } from "../config/choose.ts";
import { resolveOffline } from "../config/resolve.ts";
import { writeWhole } from "../files/write.ts";
import { toJson } from "../output/json.ts";
import type { Session } from "../session.ts";
import type { Outcome, Run } from "./command.ts";
import { examples, placeOptions, type StrangerOptions, strangerOptions } from "./options.ts";

/** How a kind of chain writes down the calls of a contract. */
interface Kind {
  /** For people. */
  readonly name: string;
  /** The command for the other kind. */
  readonly other: string;
  /** Of CAIP-2. */
  readonly namespace: string;
}

const ABI: Kind = { name: "an ABI", other: "chainlearn export schema", namespace: "eip155" };
const SCHEMA: Kind = { name: "a message schema", other: "chainlearn export abi", namespace: "cosmos" };

const INDENT = 2;

/** The composition of the configuration, for which no chain is asked; or what stands at an address. */
async function compositionAt(
  session: Session,
  options: StrangerOptions,
  { name, other, namespace }: Kind,
): Promise<ResolvedComposition> {
  if (options.address !== undefined)
    return session.atContract(options, async ({ chain, composition }) => {
      if (chain.adapter.chainId.startsWith(`${namespace}:`)) return composition;
      throw new ChainlearnError(
        "unsupported",
        `contracts of ${chain.adapter.chainId} have not ${name}: try ${other}.`,
      );
    });
  const { config } = await session.loadConfig(options.config);
  const [, entry] = choose("composition", config.compositions, options.composition);
  return resolveOffline(config, entry);
}

async function written(
  session: Session,
  out: string | undefined,
  document: object,
  textFor: (name: string) => string,
): Promise<Outcome> {
  if (out === undefined) return { json: document, text: textFor("").trimEnd() };
  const file = resolve(session.environment.folder, out);
  await writeWhole(file, textFor(basename(file)));
  return { json: { file }, text: file };
}

/** Name of a constant for a file, as `spamAbi` for `spam.abi.ts`. */
const identifierFor = (file: string): string =>
  `${file
    .replace(/(\.abi)?\.\w+$/, "")
    .replace(/\W+(\w?)/g, (_, next: string) => next.toUpperCase())
    .replace(/^(?=\d)/, "_")}Abi`;

/** `chainlearn export abi`: how other programs call a composition's contract on EVM chains. */
export function exportAbi(command: Command, run: Run): void {
  strangerOptions(placeOptions(command))
    .description(
      "Write the ABI of a composition's contract on EVM chains, for Solidity, ethers and explorers. Nothing is compiled, and without --address no node is asked.",
    )
    .option(
      "--out <file>",
      "file to write; one that ends in .ts becomes a module whose types viem and wagmi read (default: standard output)",
    )
    .addHelpText(
      "after",
      examples(
        "chainlearn export abi --composition spam --out spam.abi.json",
        "chainlearn export abi --chain sepolia --address 0x5FbDB2315678afecb367f032d93F642f64180aa3",
      ),
    )
    .action((options) =>
      run(options, async (session) => {
        const abi = contractAbi(await compositionAt(session, options, ABI));
        return written(session, options.out, abi, (file) =>
          /\.m?ts$/.test(file) ? abiSource(identifierFor(file), abi) : abiJson(abi),
        );
      }),
    );
}

/** `chainlearn export schema`: how other programs call a composition's contract on CosmWasm chains. */
export function exportSchema(command: Command, run: Run): void {
  strangerOptions(placeOptions(command))
    .description(
      "Write the JSON Schema of the messages and answers of a composition's contract on CosmWasm chains. Nothing is compiled, and without --address no node is asked.",
    )
    .option("--out <file>", "file to write (default: standard output)")
    .addHelpText(
      "after",
      examples(
        "chainlearn export schema --composition spam --out spam.schema.json",
        "chainlearn export schema --chain osmosis --address osmo1tj3s66fy5v7jxs5rvz2vqvg5kgyagt9ucqpvjc",
      ),
    )
    .action((options) =>
      run(options, async (session) => {
        const schema = contractSchema(await compositionAt(session, options, SCHEMA));
        return written(session, options.out, schema, () => `${toJson(schema, INDENT)}\n`);
      }),
    );
}
