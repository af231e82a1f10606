import { UsageError } from "@chainlearn/example-kit/arguments";
import { createProgress } from "@chainlearn/example-kit/progress";
import { type MailParts, mailParts } from "../mail.ts";
import { nameOf } from "../plan.ts";
import { type Result, resultOf } from "../report/result.ts";
import { simulate } from "../simulate.ts";
import { merged, readStudy, writeStudy } from "./files.ts";
import { plans } from "./plans.ts";

/** Distance of the points of a committed curve. */
export const DAYS_PER_POINT = 5;

/**
 * Runs the rows whose names contain the text and writes the study with them. Nothing is written before all have run.
 * @throws UsageError when no row does
 */
export async function updateStudy(only: string, signal: AbortSignal): Promise<void> {
  const wanted = plans.filter((plan) => nameOf(plan).includes(only));
  if (wanted.length === 0) throw new UsageError(`No row contains "${only}"; one is ${nameOf(plans[0]!)}.`);
  const progress = createProgress(["simulations"], process.stderr);
  const fresh: Result[] = [];
  const mails = new Map<number, MailParts>();
  try {
    for (const plan of wanted) {
      const onProgress = (done: number): void =>
        progress.update("simulations", (fresh.length + done) / wanted.length, nameOf(plan));
      const parts = mails.get(plan.seed) ?? mailParts(plan.seed);
      mails.set(plan.seed, parts);
      const outcome = await simulate(plan, parts, { signal, onProgress });
      fresh.push(resultOf(plan, outcome, DAYS_PER_POINT));
    }
  } finally {
    progress.end();
  }
  await writeStudy(merged(only === "" ? [] : readStudy(), fresh));
}
