import { resolve } from "node:path";
import { ChainlearnError, type MechanismManifest } from "@chainlearn/core";
import type { Command } from "@commander-js/extra-typings";
import { type ExportedContribution, exportedContributions } from "../data/exported.ts";
import { writeWhole } from "../files/write.ts";
import { toJson } from "../output/json.ts";
import type { Session } from "../session.ts";
import { withStore } from "../store/follow-store.ts";
import type { Outcome, Run } from "./command.ts";
import { examples, storeOptions } from "./options.ts";

const LINES_PER_PIECE = 256;

/** JSON lines, many at once: files and pipes take a few large pieces sooner than many small ones. */
async function* linesOf(
  contributions: AsyncIterable<ExportedContribution>,
  count: () => void = () => {},
): AsyncGenerator<string, void, undefined> {
  let lines: string[] = [];
  for await (const contribution of contributions) {
    count();
    lines.push(`${toJson(contribution)}\n`);
    if (lines.length < LINES_PER_PIECE) continue;
    yield lines.join("");
    lines = [];
  }
  if (lines.length > 0) yield lines.join("");
}

async function toFile(contributions: AsyncIterable<ExportedContribution>, file: string): Promise<Outcome> {
  let count = 0;
  const lines = linesOf(contributions, () => {
    count += 1;
  });
  await writeWhole(file, lines);
  return { json: { file, contributions: count }, text: `${count} contributions in ${file}` };
}

async function toOutput(
  contributions: AsyncIterable<ExportedContribution>,
  { json, environment: { terminal } }: Session,
): Promise<Outcome> {
  if (!json) {
    for await (const piece of linesOf(contributions)) terminal.out(piece);
    return { json: {}, text: undefined };
  }
  // One document, which is printed when it is known that nothing fails any more.
  const all: ExportedContribution[] = [];
  for await (const contribution of contributions) all.push(contribution);
  return { json: { contributions: all }, text: undefined };
}

/** Before anything is fetched: an empty file would say that nothing is valid. */
function requireJudge({ id, judge }: MechanismManifest): void {
  if (judge === undefined)
    throw new ChainlearnError(
      "unsupported",
      `it is not known what ${id} finds valid: its manifest has no "judge". Leave out --valid.`,
    );
}

async function* valid(
  contributions: AsyncIterable<ExportedContribution>,
): AsyncGenerator<ExportedContribution, void, undefined> {
  for await (const contribution of contributions) if (contribution.validity === "valid") yield contribution;
}

/** `chainlearn export data`: all contributions with their validity, as JSON lines. */
export function exportData(command: Command, run: Run): void {
  storeOptions(command)
    .description(
      "Write all contributions with what became of them, one JSON object a line. The log goes through the log store, where what was fetched once stays.",
    )
    .option("--out <file>", "file to write (default: standard output)")
    .option("--valid", "only those that the mechanism has found valid")
    .addHelpText("after", examples("chainlearn export data --chain sepolia --out spam.jsonl --valid"))
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, (deployed) => {
          if (options.valid) requireJudge(deployed.composition.mechanism.manifest);
          return withStore(session, deployed, options, async (store, { entries }) => {
            const all = exportedContributions(session, deployed, store, entries);
            const wanted = options.valid ? valid(all) : all;
            return options.out === undefined
              ? toOutput(wanted, session)
              : toFile(wanted, resolve(session.environment.folder, options.out));
          });
        }),
      ),
    );
}
