import type { ModelCheck, ModelRule } from "./check.ts";
import { copyChecks } from "./copy-checks.ts";
import { costChecks } from "./cost-checks.ts";
import { growthChecks } from "./growth-checks.ts";
import type { ModelHost } from "./host.ts";
import { inputChecks } from "./input-checks.ts";
import { rangeChecks } from "./range-checks.ts";
import { stateChecks } from "./state-checks.ts";
import { streamChecks } from "./stream-checks.ts";
import type { ModelSubject } from "./subject.ts";

const RULES: readonly ModelRule[] = [
  ...streamChecks,
  ...rangeChecks,
  ...stateChecks,
  ...growthChecks,
  ...copyChecks,
  ...inputChecks,
  ...costChecks,
];

/** The ids of the checks of every model, in order. */
export const modelCheckIds: readonly string[] = RULES.map(({ id }) => id);

/** What each check asks, by id. */
export const modelCheckTitles: Readonly<Record<string, string>> = Object.fromEntries(
  RULES.map(({ id, title }) => [id, title]),
);

/**
 * What every model has to do on every host, derived from its manifest: encodings, lanes, classes, hot cells and ranges
 * of parameters. For any test runner and any DevChain:
 *
 *     const subject: ModelSubject = {
 *       model: voteCount,
 *       mechanism: stake,
 *       mechanismParams: { costWeightUnits: 0n },
 *       references: { "kernel on bigints": createReferenceModel },
 *     };
 *     const host: ModelHost = { name: "local", start: createLocalChain };
 *     const chain = await host.start();
 *     for (const check of modelChecks(subject))
 *       it(check.title, async ({ skip }) => {
 *         const why = check.notApplicable(host);
 *         if (why) skip(why);
 *         await check.run({ host, chain });
 *       });
 *
 * `anvilHost` (`@chainlearn/adapter-evm/testing`), `embeddedHost` and `wasmdHost` (`@chainlearn/adapter-cosmwasm/testing`)
 * are hosts that also say what contracts and storage cost. Checks can run in any order and alone, but not at the same
 * time on one chain.
 */
export const modelChecks = (subject: ModelSubject): readonly ModelCheck[] =>
  RULES.map((rule) => ({
    id: rule.id,
    title: rule.title,
    notApplicable: (host: ModelHost) =>
      rule.notApplicable?.(subject, host) ??
      (host.short && !rule.short ? "not part of a short run" : undefined),
    run: (running) => rule.run(subject, running),
  }));
