/** The command line of the simulation: `npm run simulate -- --help`. */
import { runCommand } from "@chainlearn/example-kit/command";
import { createProgress, type Progress } from "@chainlearn/example-kit/progress";
import { writeWhole } from "@chainlearn/example-kit/write";
import { mailParts } from "./mail.ts";
import { HELP, parseOptions, type RunOptions } from "./options.ts";
import { plotScenario } from "./report/plot.ts";
import { type Result, resultOf } from "./report/result.ts";
import { summary } from "./report/table.ts";
import { simulate } from "./simulate.ts";
import { updateStudy } from "./study/update.ts";

/** A quarter of a day, as measured. */
const DAYS_PER_POINT = 0.25;

async function runScenario(options: RunOptions, signal: AbortSignal): Promise<void> {
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

async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const options = parseOptions(args);
  if ("update" in options) await updateStudy(options.update.only, signal);
  else await runScenario(options.run, signal);
  return 0;
}

await runCommand({ help: HELP, run });
