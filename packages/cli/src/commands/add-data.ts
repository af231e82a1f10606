import { ChainlearnError, type DataItem, encodeSample, MAX_BATCH_ITEMS, toHex } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { readLog } from "../data/read-log.ts";
import { encodeInput, parseSample, readItems } from "../data/samples.ts";
import type { Progress } from "../output/progress.ts";
import { table } from "../output/table.ts";
import type { Deployed, Session } from "../session.ts";
import { formatAmount } from "../spending/coin.ts";
import { planned, send } from "../spending/send.ts";
import type { Run } from "./command.ts";
import { examples, sendOptions, wholeNumber } from "./options.ts";

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

/**
 * Sends batch after batch; what was added before a failure stays added. A batch that is under way is written down
 * nowhere: whoever stops waits for it, or `--resume` would not know of it and pay for it again.
 */
async function addAll(
  items: readonly DataItem[],
  size: number,
  { trainer, chain }: Deployed,
  progress: Progress,
  signal: AbortSignal,
): Promise<Added[]> {
  const added: Added[] = [];
  const from = chain.sender!;
  for (let first = 0; first < items.length; first += size) {
    if (signal.aborted)
      throw new ChainlearnError(
        "aborted",
        `stopped after ${added.length} of ${items.length} samples; --resume goes on.`,
        { cause: signal.reason },
      );
    const batch = items.slice(first, first + size);
    const { entries, transaction } =
      batch.length === 1
        ? await trainer.addData({ from, ...batch[0]! })
        : await trainer.addDataBatch({ from, items: batch });
    for (const entry of entries)
      if (entry.kind === "dataAdded")
        added.push({ id: entry.id, label: entry.label, cost: entry.cost, transaction });
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
          const items = options.resume ? await notAddedYet(given, session, deployed) : given;
          const skipped = given.length - items.length;
          if (items.length === 0)
            return { json: { added: [], skipped, spent: 0n }, text: `All ${skipped} were added before.` };
          const progress = session.progress("added");
          const sent = await send(session, deployed, options, {
            action: items.length === 1 ? "add a sample" : `add ${items.length} samples`,
            transactions: Math.ceil(items.length / batch),
            run: () => addAll(items, batch, deployed, progress, session.signal),
          });
          if (!sent.result) return planned(sent);
          const { coin } = deployed.chain;
          const rows = sent.result.map(({ id, label, cost, transaction }) => [
            `${id}`,
            `${label}`,
            formatAmount(cost * coin.baseUnitsPerUnit, coin),
            transaction,
          ]);
          return {
            json: { added: sent.result, skipped, spent: sent.spent },
            text: table(["contribution", "label", "deposit", "transaction"], rows),
          };
        }),
      ),
    );
}
