/** The command line of the simulation: `npm run simulate -- --help`. */
import { createProgress, type Progress } from "../../../examples/spam-filter/src/report/progress.ts";
import { writeWhole } from "../../../examples/spam-filter/src/report/write.ts";
import { mailParts } from "./mail.ts";
import { HELP, parseOptions, type RunOptions, UsageError } from "./options.ts";
import { plotScenario } from "./report/plot.ts";
import { type Result, resultOf } from "./report/result.ts";
import { summary } from "./report/table.ts";
import { simulate } from "./simulate.ts";
import { updateStudy } from "./study/update.ts";

const FAILED = 1;
const WRONG_USAGE = 2;
const INTERRUPTED = 130;
/** A quarter of a day, as measured. */
const DAYS_PER_POINT = 0.25;

async function run(options: RunOptions, signal: AbortSignal): Promise<void> {
  const { scenario, mechanisms, model, params, seed, days, out } = options;
  process.stderr.write("Reading the SpamAssassin corpus.\n");
  const mails = mailParts(seed);
  const progress: Progress = createProgress([...mechanisms], process.stderr);
  const results: Result[] = [];
  try {
    for (const mechanism of mechanisms) {
      const plan = { scenario, mechanism, model, params, seed, days };
      const onProgress = (done: number, day: number): void => progress.update(mechanism, done, `day ${day}`);
      results.push(resultOf(plan, await simulate(plan, mails, { signal, onProgress }), DAYS_PER_POINT));
    }
  } finally {
    progress.end();
  }
  const json = `${JSON.stringify({ results })}\n`;
  const picture = await writeWhole(out, "simulation.svg", plotScenario(results));
  const data = await writeWhole(out, "simulation.json", json);
  process.stdout.write(options.json ? json : `\n${summary(results)}\n\nPicture: ${picture}\nData: ${data}\n`);
}

async function main(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = parseOptions(args);
  if ("help" in options) process.stdout.write(HELP);
  else if ("update" in options) await updateStudy(options.update.only, signal);
  else await run(options.run, signal);
}

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stop.abort());
try {
  await main(process.argv.slice(2), stop.signal);
} catch (error) {
  if (stop.signal.aborted) process.exitCode = INTERRUPTED;
  else if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${HELP}`);
    process.exitCode = WRONG_USAGE;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = FAILED;
  }
}
