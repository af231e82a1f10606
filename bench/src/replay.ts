/**
 * Replays a log of a million contributions from a log store in bounded memory, beside the kernel alone: `npm run
 * bench:replay`. The log is generated in this process, stored in a SQLite file, and replayed in another process; the state
 * that replay arrives at has to be the one that the kernel arrives at.
 */
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { oneOf, UsageError, valuesOf, whole } from "@chainlearn/example-kit/arguments";
import { textTable } from "@chainlearn/example-kit/text-table";
import { HANDLER_NAMES, type HandlerName } from "./replay/case.ts";
import { type KernelMeasurement, measureKernel } from "./replay/measure-kernel.ts";
import type { ReplayMeasurement } from "./replay/measure-replay.ts";
import { replayInProcess, withStoredLog } from "./replay/run.ts";

const CONTRIBUTIONS = 1_000_000;
const LIMIT_MB = 300;
const MB = 1_000_000;

const HELP = `Usage: npm run bench:replay -- [options]
  --contributions N    contributions of the generated log; default ${CONTRIBUTIONS}
  --data-handler NAME  of the contract: ${HANDLER_NAMES.join(", ")}; default stored
  --json               one JSON document on standard output
  --help               this text

Exit code 1 where a replay needs more than ${LIMIT_MB} MB, or arrives at another state than the kernel.`;

/** What was measured, and on what. */
export interface ReplayReport {
  readonly cpu: string;
  readonly node: string;
  readonly dataHandler: HandlerName;
  readonly replay: ReplayMeasurement;
  readonly kernel: KernelMeasurement;
  /** Contributions a second of the replay by those of the kernel. */
  readonly ratio: number;
}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

async function report(dataHandler: HandlerName, contributions: number): Promise<ReplayReport> {
  let told = 0;
  say(`generating and storing ${contributions} contributions`);
  return withStoredLog(
    dataHandler,
    contributions,
    async (file) => {
      say("replaying");
      const replay = await replayInProcess(file, dataHandler);
      say("the kernel alone");
      const kernel = await measureKernel(file, dataHandler);
      const rate = replay.contributions / replay.seconds;
      return {
        ...{ cpu: cpus()[0]?.model.trim() ?? "unknown", node: process.version, dataHandler, replay, kernel },
        ratio: rate / (kernel.samples / kernel.seconds),
      };
    },
    (block, newest) => {
      const tenth = Math.floor((10 * block) / newest);
      if (tenth > told) say(`  ${10 * tenth} %`);
      told = tenth;
    },
  );
}

const perSecond = (count: number, seconds: number): string =>
  Math.round(count / seconds).toLocaleString("en");

function tableOf({ replay, kernel, ratio, dataHandler }: ReplayReport): string {
  return textTable([
    { what: "data handler", figure: dataHandler },
    { what: "contributions", figure: replay.contributions.toLocaleString("en") },
    { what: "log entries", figure: replay.entries.toLocaleString("en") },
    { what: "memory at most", figure: `${(replay.peakBytes / MB).toFixed(0)} MB` },
    { what: "  before the first entry", figure: `${(replay.startBytes / MB).toFixed(0)} MB` },
    { what: "replay, seconds", figure: replay.seconds.toFixed(1) },
    { what: "  of them on the processor", figure: replay.cpuSeconds.toFixed(1) },
    { what: "replay, contributions a second", figure: perSecond(replay.contributions, replay.seconds) },
    { what: "kernel alone, contributions a second", figure: perSecond(kernel.samples, kernel.seconds) },
    { what: "replay by kernel", figure: `${(100 * ratio).toFixed(2)} %` },
  ]);
}

async function main(args: readonly string[]): Promise<void> {
  const values = valuesOf(args, {
    contributions: { type: "string", default: String(CONTRIBUTIONS) },
    "data-handler": { type: "string", default: "stored" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  });
  if (values.help) return console.log(HELP);
  const contributions = whole("contributions", values.contributions, 1, 100_000_000);
  const made = await report(oneOf("data-handler", values["data-handler"], HANDLER_NAMES), contributions);
  console.log(values.json ? JSON.stringify(made, undefined, 2) : tableOf(made));
  const wrongs = [
    made.replay.stateHash === made.kernel.stateHash ? [] : "the replay's state is not the kernel's",
    made.replay.peakBytes <= LIMIT_MB * MB ? [] : `more than ${LIMIT_MB} MB`,
  ].flat();
  for (const wrong of wrongs) say(wrong);
  if (wrongs.length > 0) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(`${error.message}\n\n${HELP}`);
    process.exitCode = 2;
  }
}
