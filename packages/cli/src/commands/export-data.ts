import { resolve } from "node:path";
import { Replay } from "@chainlearn/adapter-local";
import {
  type ActedEntry,
  ChainlearnError,
  type Contribution,
  decodeSample,
  type PlacedLogEntry,
  type ResolvedComposition,
  type Sample,
  type Trainer,
} from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { type Validity, validityOf } from "../data/validity.ts";
import { writeWhole } from "../files/write.ts";
import { toJson } from "../output/json.ts";
import type { Run } from "./command.ts";
import { examples, placeOptions } from "./options.ts";

/** A line of the exported data; `add-data --file` takes it as it is. */
interface ExportedContribution {
  readonly id: number;
  /** Block time of the addition in seconds. */
  readonly time: number;
  readonly submitter: string;
  readonly label: number;
  readonly sample: Sample;
  /** Of the deposit. */
  readonly costUnits: bigint;
  /** What the mechanism has found; undefined where it is not known how to tell. */
  readonly validity: Validity | undefined;
  /** Whether the model gives it its label now. */
  readonly modelAgrees: boolean;
  readonly actions: readonly {
    readonly action: string;
    readonly actor: string;
    readonly time: number;
    readonly reason: number;
    readonly amountUnits: bigint;
  }[];
  readonly transaction: string;
}

type Added = PlacedLogEntry & { kind: "dataAdded" };

const contributionOf = ({ id, time, actor, label, sample }: Added): Contribution => ({
  ...{ id, time, label, sample },
  submitter: actor,
});

function exported(
  entry: Added,
  acts: readonly ActedEntry[],
  replay: Replay,
  composition: ResolvedComposition,
): ExportedContribution {
  const { manifest } = composition.mechanism;
  return {
    ...{ id: entry.id, time: entry.time, submitter: entry.actor, label: entry.label },
    sample: decodeSample(entry.sample, composition.shape),
    costUnits: entry.cost,
    validity: validityOf(manifest, contributionOf(entry), acts),
    modelAgrees: replay.shell.predict(entry.sample) === entry.label,
    actions: acts.map(({ action, actor, time, reason, amount }) => ({
      ...{ action: manifest.actions[action]!.name, actor, time, reason },
      amountUnits: amount,
    })),
    transaction: entry.position.transaction,
  };
}

/** All contributions of a log, each with what was done about it; what cannot be replayed is refused. */
async function exportAll(
  trainer: Trainer,
  composition: ResolvedComposition,
  signal: AbortSignal,
): Promise<ExportedContribution[]> {
  const replay = await Replay.create(composition, trainer);
  const added: Added[] = [];
  const acts = new Map<number, ActedEntry[]>();
  for (const entry of await trainer.log({ signal })) {
    const difference = replay.apply(entry);
    if (difference) throw new ChainlearnError("invalid_log", `${difference.where} cannot be replayed.`);
    if (entry.kind === "dataAdded") added.push(entry);
    if (entry.kind === "acted" && entry.id !== undefined)
      acts.set(entry.id, [...(acts.get(entry.id) ?? []), entry]);
  }
  return added.map((entry) => exported(entry, acts.get(entry.id) ?? [], replay, composition));
}

/** `chainlearn export data`: all contributions with their validity, as JSON lines. */
export function exportData(command: Command, run: Run): void {
  placeOptions(command)
    .description("Write all contributions with what became of them, one JSON object a line.")
    .option("--out <file>", "file to write (default: standard output)")
    .option("--valid", "only those that the mechanism has found valid")
    .addHelpText("after", examples("chainlearn export data --chain sepolia --out spam.jsonl --valid"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, async ({ trainer, composition }) => {
          const all = await exportAll(trainer, composition, session.signal);
          const wanted = options.valid ? all.filter(({ validity }) => validity === "valid") : all;
          const lines = wanted.map((one) => toJson(one)).join("\n");
          if (options.out === undefined) return { json: { contributions: wanted }, text: lines };
          const file = resolve(session.environment.folder, options.out);
          await writeWhole(file, lines === "" ? "" : `${lines}\n`);
          return {
            json: { file, contributions: wanted.length },
            text: `${wanted.length} contributions in ${file}`,
          };
        }),
      ),
    );
}
