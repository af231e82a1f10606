import { randomBytes } from "node:crypto";
import { ChainlearnError, type CommittedParts, commitParts, type DataItem, toHex } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { runAction } from "../../data/run-action.ts";
import { readItems } from "../../data/samples.ts";
import { lookAt, type Market } from "../../market/market.ts";
import { MarketSecrets } from "../../market/secrets-file.ts";
import type { Deployed, Session } from "../../session.ts";
import type { Run } from "../command.ts";
import { examples, sendOptions } from "../options.ts";

const SALT_BYTES = 32;

/** The test items in as many parts as the market has. */
async function partsOf(
  file: string,
  market: Market,
  { composition }: Deployed,
  { environment }: Session,
): Promise<DataItem[][]> {
  const items = await readItems(file, composition, environment);
  const size = Number(market.param("itemsPerPart"));
  if (items.length !== size * market.testParts)
    throw new ChainlearnError(
      "invalid_file",
      `${file} has ${items.length} test items; the market takes ${market.testParts} parts of ${size}.`,
    );
  return Array.from({ length: market.testParts }, (_, k) => items.slice(k * size, (k + 1) * size));
}

const isEqual = (list: CommittedParts, other: CommittedParts): boolean =>
  list.parts.length === other.parts.length &&
  list.parts.every(({ items }, k) => toHex(items) === toHex(other.parts[k]!.items));

/** The commitment that is kept already, or a new one with fresh salts. */
async function commitmentTo(
  parts: readonly DataItem[][],
  { composition }: Deployed,
  secrets: MarketSecrets,
): Promise<{ readonly list: CommittedParts; readonly isNew: boolean }> {
  const salts = parts.map(() => Uint8Array.from(randomBytes(SALT_BYTES)));
  const list = commitParts(parts, salts, composition.shape);
  const kept = await secrets.tests();
  if (!kept) return { list, isNew: true };
  if (isEqual(kept, list)) return { list: kept, isNew: false };
  throw new ChainlearnError(
    "invalid_file",
    `${secrets.file} has other test items: move it away if they were never committed to.`,
  );
}

/** `chainlearn market open`: the provider's escrow, and the commitment to hidden test items. */
export function openMarket(command: Command, run: Run): void {
  sendOptions(command)
    .requiredOption(
      "--tests <file>",
      'the test items, one JSON object a line: {"sample": …, "label": 1} or {"input": …, "label": 1}; in the order of their parts, so shuffle them first',
    )
    .description(
      "Escrow bounty, bond and fees, and commit to hidden test items, which are kept in a file that only you can read. For the account that is the provider.",
    )
    .addHelpText(
      "after",
      examples("chainlearn market open --chain sepolia --tests tests.jsonl --max-spend 0.5eth"),
    )
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", async (deployed) => {
          const market = await lookAt(deployed);
          const secrets = new MarketSecrets(deployed);
          const parts = await partsOf(options.tests, market, deployed, session);
          const { list, isNew } = await commitmentTo(parts, deployed, secrets);
          const { param } = market;
          const units = param("rounds") * param("stakeUnits") + param("bondUnits") + param("feePotUnits");
          // Before anything is committed to, what it takes to reveal it is safe.
          const keeps = isNew && !options.simulate;
          if (keeps) await secrets.keepTests(list);
          try {
            const outcome = await runAction(session, deployed, options, {
              ...{ action: "fund", ids: [], digest: list.digest },
              pay: units * deployed.chain.coin.baseUnitsPerUnit,
            });
            if (options.simulate) return outcome;
            session.note(`Keep ${secrets.file}: without it the bond is lost.`);
            return { ...outcome, json: { ...outcome.json, secrets: secrets.file } };
          } catch (error) {
            if (keeps && !deployed.gate.hasSigned) await secrets.forgetTests(list);
            throw error;
          }
        }),
      ),
    );
}
