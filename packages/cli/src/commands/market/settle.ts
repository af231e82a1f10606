import { ChainlearnError } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { lookAt } from "../../market/market.ts";
import { readMarketLog } from "../../market/market-log.ts";
import { fullOpening } from "../../market/opening.ts";
import { MarketSecrets } from "../../market/secrets-file.ts";
import { settleMarket, transactionsOfPass } from "../../market/settle.ts";
import { formatAmount } from "../../spending/coin.ts";
import { withJournal } from "../../spending/journal.ts";
import { planned } from "../../spending/send.ts";
import { sendJournaled } from "../../spending/send-journaled.ts";
import type { Run } from "../command.ts";
import { examples, sendOptions, wholeNumber } from "../options.ts";

/** Test items of a transaction; far below what fits a block. */
const DEFAULT_STEPS = 12;

/** `chainlearn market settle`: steps of the settlement, which anybody may call for a fee. */
export function settleSteps(command: Command, run: Run): void {
  sendOptions(command)
    .option("--steps <number>", "test items that one transaction tests", wholeNumber, DEFAULT_STEPS)
    .option("--transactions <number>", "send so many at most (default: those of one pass)", wholeNumber)
    .description(
      "Call steps of the settlement, for the market's fee: train on each contribution and test the model after it. Run it again to go on; anybody may.",
    )
    .addHelpText(
      "after",
      examples("chainlearn market settle --chain sepolia --from alice --transactions 50 --max-spend 0.02eth"),
    )
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", async (deployed) => {
          const { steps } = options;
          if (steps < 1 || options.transactions === 0)
            throw new ChainlearnError("argument_out_of_range", "--steps and --transactions are 1 or more.");
          const before = await lookAt(deployed);
          if (before.ended)
            return {
              json: { stage: before.stage, transactions: [], spent: 0n },
              text: `The market is ${before.stage}.`,
            };
          // A simulation shows the node all that it is given, and what is given here are the test items.
          if (before.stage === "unfunded" || before.stage === "funded")
            throw new ChainlearnError(
              "too_early",
              `the market is ${before.stage}: nothing is settled before all test items are revealed.`,
            );
          const { signal } = session;
          const log = await readMarketLog(session, deployed);
          const { contributions } = log;
          const opening = await fullOpening(log, new MarketSecrets(deployed));
          const most = options.transactions ?? transactionsOfPass(before, steps);
          const progress = session.progress("settled");
          const errand = { action: "settle", command: { command: "market settle" } };
          const sent = await withJournal(session, deployed, options, errand, (journal) =>
            sendJournaled(session, deployed, options, journal, {
              action: errand.action,
              transactions: most,
              run: async (resumed) => [
                ...(resumed ? [resumed] : []),
                ...(await settleMarket(deployed, {
                  ...{ opening, contributions, steps, most, journal, progress, signal },
                })),
              ],
            }),
          );
          if (!sent.result) return planned(sent);
          const { stage, ended } = await lookAt(deployed);
          const units = sent.result
            .flatMap(({ entries }) => entries)
            .reduce((sum, entry) => sum + (entry.kind === "acted" ? entry.amount : 0n), 0n);
          const { coin } = deployed.chain;
          const earned = formatAmount(units * coin.baseUnitsPerUnit, coin);
          const transactions = sent.result.map(({ transaction }) => transaction);
          return {
            json: { stage, ended, transactions, earnedUnits: units, spent: sent.spent },
            text: `${transactions.length} transactions for ${earned}; the market is at: ${stage}${ended ? "" : ", run it again to go on"}`,
          };
        }),
      ),
    );
}
