import {
  ChainlearnError,
  type CommittedParts,
  isChainlearnError,
  openParts,
  type TransactionResult,
} from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { lookAt } from "../../market/market.ts";
import { MarketSecrets } from "../../market/secrets-file.ts";
import type { Deployed } from "../../session.ts";
import { withJournal } from "../../spending/journal.ts";
import { planned } from "../../spending/send.ts";
import { sendJournaled, takeFound } from "../../spending/send-journaled.ts";
import type { Run } from "../command.ts";
import { examples, sendOptions } from "../options.ts";

/**
 * Whether a part may be shown now, asked with hashes alone: the node gets to know all that a simulation gives it.
 * @throws ChainlearnError wrong_phase, not_permitted and what else the contract says
 */
async function requireDue(
  { trainer, chain }: Deployed,
  list: CommittedParts,
  signal: AbortSignal,
): Promise<void> {
  try {
    await trainer.act("reveal", { from: chain.sender!, parts: openParts(list, []), signal });
  } catch (error) {
    if (!(isChainlearnError(error) && error.code === "not_the_part")) throw error;
  }
}

/** `chainlearn market reveal`: the part that was drawn; after the stakes the others. */
export function revealTests(command: Command, run: Run): void {
  sendOptions(command)
    .description(
      "Reveal test items: the part that was drawn, and when staking has ended all others, one transaction a part. Reveals what is due now; from then on everybody can read it.",
    )
    .addHelpText("after", examples("chainlearn market reveal --chain sepolia"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", async (deployed) => {
          const { chain, trainer } = deployed;
          const { signal } = session;
          const before = await lookAt(deployed);
          const secrets = new MarketSecrets(deployed);
          const list = await secrets.tests();
          if (!list) throw new ChainlearnError("not_permitted", `${secrets.file} has no test items.`);
          const revealed = Number(before.pool("revealed"));
          const count = revealed === 0 ? 1 : Math.max(1, before.testParts - revealed);
          const progress = session.progress("parts revealed");
          const action = revealed === 0 ? "reveal the first part" : `reveal ${count} parts`;
          const errand = { action, command: { command: "market reveal", digest: list.digest } };
          const sent = await withJournal(session, deployed, options, errand, async (journal) => {
            // What follows the part that an earlier run has shown may be due much later.
            const found = await takeFound(journal, options);
            if (found) return { result: [found], spent: 0n };
            return sendJournaled(session, deployed, options, journal, {
              action,
              transactions: count,
              run: async (resumed) => {
                const results: TransactionResult[] = resumed ? [resumed] : [];
                while (results.length < count) {
                  const { duePart, pool, testParts } = await lookAt(deployed);
                  if (duePart === undefined) break;
                  await requireDue(deployed, list, signal);
                  // The last call opens all of them.
                  const isLast = Number(pool("revealed")) + 1 === testParts;
                  const parts = openParts(list, isLast ? undefined : [duePart]);
                  const reveal = { from: chain.sender!, parts, signal };
                  results.push(
                    await journal.transact((sending) => trainer.act("reveal", { ...reveal, ...sending })),
                  );
                  progress(results.length, count);
                }
                return results;
              },
            });
          });
          if (!sent.result) return planned(sent);
          const { stage, pool, testParts } = await lookAt(deployed);
          const transactions = sent.result.map(({ transaction }) => transaction);
          return {
            json: { transactions, revealed: pool("revealed"), parts: testParts, stage, spent: sent.spent },
            text: `${pool("revealed")} of ${testParts} parts are revealed; the market is at: ${stage}`,
          };
        }),
      ),
    );
}
