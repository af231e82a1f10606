import {
  ChainlearnError,
  type DataItem,
  encodeSample,
  MAX_BATCH_ITEMS,
  type TransactionResult,
  toHex,
} from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { readLog } from "../data/read-log.ts";
import { encodeInput, parseSample, readItems } from "../data/samples.ts";
import type { Progress } from "../output/progress.ts";
import { table } from "../output/table.ts";
import type { Deployed, Session } from "../session.ts";
import { formatAmount } from "../spending/coin.ts";
import { type Journal, withJournal } from "../spending/journal.ts";
import { planned, type Sent } from "../spending/send.ts";
import { sendJournaled } from "../spending/send-journaled.ts";
import type { Outcome, Run } from "./command.ts";
import { examples, type SendOptions, sendOptions, wholeNumber } from "./options.ts";

interface From {
  readonly sample?: string | undefined;
  readonly input?: string | undefined;
  readonly label?: number | undefined;
  readonly file?: string | undefined;
}

/** A contribution as the chain has taken it. */
interface Added {
  readonly id: number;
  readonly label: number;
  /** Units. */
  readonly cost: bigint;
  readonly transaction: string;
}

const DEFAULT_BATCH = 32;

async function itemsOf(from: From, session: Session, { composition }: Deployed): Promise<DataItem[]> {
  const { sample, input, label, file } = from;
  const fail = (message: string): never => {
    throw new ChainlearnError("argument_out_of_range", message);
  };
  if ([sample, input, file].filter((given) => given !== undefined).length !== 1)
    fail("give one of --sample, --input and --file.");
  if (file === undefined) {
    if (label === undefined) return fail("say with --label what the sample is.");
    const one =
      sample === undefined
        ? await encodeInput(input, "--input", composition)
        : parseSample(sample, composition);
    return [{ sample: one, label }];
  }
  if (label !== undefined) fail("--label is for one sample; the lines of a file have labels of their own.");
  const items = await readItems(file, composition, session.environment);
  if (items.length === 0) throw new ChainlearnError("invalid_file", `${file} has no samples.`);
  return items;
}

/**
 * Without those that an account has added already. Equal ones count: what is given three times and was added once is
 * left twice.
 */
async function notAddedYet(
  items: readonly DataItem[],
  session: Session,
  deployed: Deployed,
): Promise<DataItem[]> {
  const { composition, chain } = deployed;
  const key = (label: number, sample: Uint8Array): string => `${label}/${toHex(sample)}`;
  const known = new Map<string, number>();
  for await (const entry of readLog(session, deployed)) {
    if (entry.kind !== "dataAdded" || entry.actor !== chain.sender) continue;
    const name = key(entry.label, entry.sample);
    known.set(name, (known.get(name) ?? 0) + 1);
  }
  return items.filter(({ label, sample }) => {
    const name = key(label, encodeSample(sample, composition.shape));
    const count = known.get(name) ?? 0;
    if (count > 0) known.set(name, count - 1);
    return count === 0;
  });
}

const addedBy = ({ entries, transaction }: TransactionResult): Added[] =>
  entries.flatMap((entry) =>
    entry.kind === "dataAdded" ? [{ id: entry.id, label: entry.label, cost: entry.cost, transaction }] : [],
  );

/**
 * Sends batch after batch; what was added before a failure stays added. Whoever stops waits for the batch that is under
 * way, which a chain that signs nothing would have written down nowhere.
 */
async function addAll(
  items: readonly DataItem[],
  size: number,
  { trainer, chain }: Deployed,
  journal: Journal,
  progress: Progress,
  signal: AbortSignal,
): Promise<Added[]> {
  const added: Added[] = [];
  const from = chain.sender!;
  for (let first = 0; first < items.length; first += size) {
    if (signal.aborted)
      throw new ChainlearnError("aborted", `stopped after ${added.length} of ${items.length} samples.`, {
        cause: signal.reason,
      });
    const batch = items.slice(first, first + size);
    const result = await journal.transact(
      (sending) =>
        batch.length === 1
          ? trainer.addData({ from, ...batch[0]!, ...sending })
          : trainer.addDataBatch({ from, items: batch, ...sending }),
      batch.length,
    );
    added.push(...addedBy(result));
    progress(added.length, items.length);
  }
  return added;
}

/** `chainlearn add-data`: contributes labelled samples. */
export function addData(command: Command, run: Run): void {
  sendOptions(command)
    .description("Contribute labelled samples, one transaction a batch, at the price that the contract asks.")
    .option("--sample <json>", 'one sample, as {"indices": [3, 17]} or {"values": [5, -2]}')
    .option("--input <text>", "one input for the composition's encoder")
    .option("--label <number>", "label of the one sample", wholeNumber)
    .option(
      "--file <path>",
      'labelled samples, one JSON object a line: {"sample": …, "label": 1} or {"input": …, "label": 1}; - is standard input',
    )
    .option(
      "--batch <number>",
      `samples of one transaction, 1 to ${MAX_BATCH_ITEMS}`,
      wholeNumber,
      DEFAULT_BATCH,
    )
    .option(
      "--resume",
      "leave out what the account has added already: to run a command again that was stopped",
    )
    .addHelpText(
      "after",
      examples(
        `chainlearn add-data --sample '{"indices": [3, 17, 256]}' --label 1 --simulate`,
        "chainlearn add-data --chain sepolia --file mails.jsonl --max-spend 0.01eth --yes --resume",
      ),
    )
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, options.from ?? "first", async (deployed) => {
          const { batch } = options;
          if (batch < 1 || batch > MAX_BATCH_ITEMS)
            throw new ChainlearnError(
              "argument_out_of_range",
              `--batch is ${batch}; 1 to ${MAX_BATCH_ITEMS} are possible.`,
            );
          const given = await itemsOf(options, session, deployed);
          return outcomeOf(await addGiven(given, session, deployed, options), given.length, deployed);
        }),
      ),
    );
}

const adding = (items: number): string => (items === 1 ? "add a sample" : `add ${items} samples`);

/** Adds what is given, without what was added before. */
function addGiven(
  given: readonly DataItem[],
  session: Session,
  deployed: Deployed,
  options: SendOptions & { readonly batch: number; readonly resume?: true | undefined },
): Promise<Sent<Added[]>> {
  const { batch, resume = false } = options;
  const { shape } = deployed.composition;
  const items = given.map(({ label, sample }) => [label, encodeSample(sample, shape)]);
  const errand = {
    action: adding(given.length),
    // How many go into a transaction, and how it is found out what is left, may change from run to run.
    command: { command: "add-data", items },
    total: given.length,
    byLog: resume,
  };
  return withJournal(session, deployed, options, errand, async (journal) => {
    /** The log knows also what other commands have added; the journal tells apart equal samples that are meant twice. */
    const left = async (): Promise<readonly DataItem[]> =>
      journal.goesByCount ? given.slice(journal.done) : notAddedYet(given, session, deployed);
    const planned = await left();
    if (planned.length === 0 && journal.pending.length === 0) {
      if (!options.simulate) await journal.finish();
      return { result: journal.found ? addedBy(journal.found) : [], spent: 0n };
    }
    const hasPending = journal.pending.length > 0;
    const progress = session.progress("added");
    return sendJournaled(session, deployed, options, journal, {
      action: adding(planned.length),
      transactions: Math.max(1, Math.ceil(planned.length / batch)),
      run: async (resumed) => {
        const rest = hasPending ? await left() : planned;
        const added = await addAll(rest, batch, deployed, journal, progress, session.signal);
        return [...(resumed ? addedBy(resumed) : []), ...added];
      },
    });
  });
}

function outcomeOf(sent: Sent<Added[]>, given: number, { chain: { coin } }: Deployed): Outcome {
  if (!sent.result) return planned(sent);
  const { result, spent } = sent;
  const skipped = given - result.length;
  if (result.length === 0)
    return { json: { added: [], skipped, spent }, text: `All ${skipped} were added before.` };
  const rows = result.map(({ id, label, cost, transaction }) => [
    `${id}`,
    `${label}`,
    formatAmount(cost * coin.baseUnitsPerUnit, coin),
    transaction,
  ]);
  return {
    json: { added: result, skipped, spent },
    text: table(["contribution", "label", "deposit", "transaction"], rows),
  };
}
