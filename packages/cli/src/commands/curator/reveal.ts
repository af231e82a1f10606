import {
  ChainlearnError,
  type CommittedItem,
  DIGEST_BYTES,
  encodeSample,
  isChainlearnError,
  MAX_BATCH_ITEMS,
  type Shape,
  type TransactionOptions,
  type TransactionResult,
} from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { lookAtChampion, standingAt } from "../../curator/champion.ts";
import { dueItems } from "../../curator/due-items.ts";
import { CuratorSecrets } from "../../curator/secrets-file.ts";
import { nowSeconds } from "../../output/date.ts";
import type { Deployed } from "../../session.ts";
import { type Journal, withJournal } from "../../spending/journal.ts";
import { planned } from "../../spending/send.ts";
import { sendJournaled, takeFound } from "../../spending/send-journaled.ts";
import type { Run } from "../command.ts";
import { examples, sendOptions, wholeNumber } from "../options.ts";

const DEFAULT_BATCH = 32;

/** An item that no chain has, of which nobody learns anything. */
function nobodysItem(shape: Shape): CommittedItem {
  const { encoding, features } = shape;
  const values = Array.from({ length: encoding === "dense" ? features : 1 }, () => 0);
  const sample = {
    ...(encoding !== "dense" && { indices: [0] }),
    ...(encoding !== "sparse" && { values }),
  };
  return { label: 0, sample: encodeSample(sample, shape), next: new Uint8Array(DIGEST_BYTES) };
}

/**
 * Whether an item may be shown now, asked with one that is none of them: the node gets to know all that a simulation
 * gives it.
 * @throws ChainlearnError wrong_phase, no_items and what else the contract says
 */
async function requireDue({ trainer, chain, composition }: Deployed, signal: AbortSignal): Promise<void> {
  try {
    await trainer.act("reveal", { from: chain.sender!, item: nobodysItem(composition.shape), signal });
  } catch (error) {
    if (!(isChainlearnError(error) && error.code === "not_the_item")) throw error;
  }
}

/** Items that a transaction has revealed. */
const shownBy = ({ entries }: TransactionResult): number =>
  entries.filter(({ kind }) => kind === "acted").length;

/** One transaction. */
function reveal(
  { trainer, chain }: Deployed,
  items: readonly CommittedItem[],
  sending: TransactionOptions,
): Promise<TransactionResult> {
  const from = chain.sender!;
  const [item] = items;
  return items.length === 1
    ? trainer.act("reveal", { from, item: item!, ...sending })
    : trainer.actBatch({ from, actions: items.map((one) => ({ action: "reveal", item: one })), ...sending });
}

/** `chainlearn curator reveal`: the next items of the chain. */
export function revealTests(command: Command, run: Run): void {
  sendOptions(command)
    .description(
      "Reveal test items: those of the setup, and those of a test when its cycle has trained. Reveals all that are due now; from then on everybody can read them.",
    )
    .option("--count <number>", "so many at most (default: all that are due)", wholeNumber)
    .option(
      "--batch <number>",
      `items of one transaction, 1 to ${MAX_BATCH_ITEMS}`,
      wholeNumber,
      DEFAULT_BATCH,
    )
    .addHelpText(
      "after",
      examples("chainlearn curator reveal --chain sepolia", "chainlearn curator reveal --count 10"),
    )
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", async (deployed) => {
          const { batch, count } = options;
          if (batch < 1 || batch > MAX_BATCH_ITEMS || count === 0)
            throw new ChainlearnError(
              "argument_out_of_range",
              `--batch is 1 to ${MAX_BATCH_ITEMS}, --count is 1 or more.`,
            );
          const { signal } = session;
          const secrets = new CuratorSecrets(deployed);
          const { due, known } = dueItems(await lookAtChampion(deployed), await secrets.chains());
          if (due > 0 && known.length === 0)
            throw new ChainlearnError("not_permitted", `${secrets.file} does not have the next item.`);
          const items = known.slice(0, count);
          const transactions = Math.max(1, Math.ceil(items.length / batch));
          const progress = session.progress("items revealed");
          const errand = {
            action: `reveal ${items.length} items`,
            command: { command: "curator reveal", batch, count },
          };
          const revealAll = async (
            journal: Journal,
            left: readonly CommittedItem[],
            calls: number,
          ): Promise<TransactionResult[]> => {
            const results: TransactionResult[] = [];
            for (let k = 0; k < calls; k++) {
              await requireDue(deployed, signal);
              const some = left.slice(k * batch, (k + 1) * batch);
              results.push(
                await journal.transact((sending) => reveal(deployed, some, { signal, ...sending })),
              );
              progress(Math.min((k + 1) * batch, left.length), left.length);
            }
            return results;
          };
          const sent = await withJournal(session, deployed, options, errand, async (journal) => {
            // What an earlier run has signed shows its items to every node, due or not.
            if (journal.pending.length > 0) await requireDue(deployed, signal);
            if (items.length === 0 && journal.found) {
              await takeFound(journal, options);
              return { result: [journal.found], spent: 0n };
            }
            return sendJournaled(session, deployed, options, journal, {
              action: errand.action,
              transactions,
              run: async (resumed) => {
                if (journal.done === 0) return revealAll(journal, items, transactions);
                // What is due has changed; with a count, what was revealed is taken off it.
                const now = dueItems(await lookAtChampion(deployed), await secrets.chains()).known;
                const earlier = resumed
                  ? (journal.done - 1) * batch + shownBy(resumed)
                  : journal.done * batch;
                const left = now.slice(0, count === undefined ? undefined : Math.max(0, count - earlier));
                const calls = Math.ceil(left.length / batch);
                return [...(resumed ? [resumed] : []), ...(await revealAll(journal, left, calls))];
              },
            });
          });
          if (!sent.result) return planned(sent);
          const after = await lookAtChampion(deployed);
          const shown = sent.result.reduce((sum, result) => sum + shownBy(result), 0);
          const { phase, next } = standingAt(after, nowSeconds());
          const counts = {
            ...{ setupLeft: after.pool("setupLeft"), revealed: after.pool("revealed") },
            ...{ itemsPerCycle: after.param("itemsPerCycle"), wins: after.pool("wins") },
          };
          const where =
            counts.setupLeft > 0n
              ? `${counts.setupLeft} of the setup are left`
              : `the test has ${counts.revealed} of ${counts.itemsPerCycle}`;
          return {
            json: {
              transactions: sent.result.map(({ transaction }) => transaction),
              ...{ shown, ...counts, phase, next, spent: sent.spent },
            },
            text: `${shown} items are revealed; ${where}. Next: ${next}`,
          };
        }),
      ),
    );
}
