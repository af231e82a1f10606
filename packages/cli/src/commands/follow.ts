import { ChainlearnError, type ErrorCode, isChainlearnError } from "@chainlearn/core";
import type { FollowReport } from "@chainlearn/log-store";
import type { Command } from "@commander-js/extra-typings";
import { pairs } from "../output/table.ts";
import type { Deployed, Session } from "../session.ts";
import { followDeployment, openStore, type StoreChoice } from "../store/follow-store.ts";
import type { Run } from "./command.ts";
import { examples, storeOptions, wholeNumber } from "./options.ts";

const SECONDS_BETWEEN = 5;
/** After failures in a row the waits double up to here: a node that refuses requests is left alone for a while. */
const LONGEST_SECONDS = 300;

interface FollowCommand extends StoreChoice {
  readonly once?: true | undefined;
  readonly interval: number;
  readonly confirmations: number;
}

/** Resolves early when the signal says so. */
const wait = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      done();
    };
    const timer = setTimeout(end, seconds * 1_000);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });

/**
 * What may be otherwise later, without anybody doing anything: the node is away or has had enough of us, those behind a
 * balancer are not of one mind yet, or blocks were taken back meanwhile. What was stored before is kept.
 */
const PASSING: ReadonlySet<string> = new Set<ErrorCode>([
  "chain_failure",
  "rate_limited",
  "nodes_disagree",
  "log_changed",
]);

const passes = (error: unknown): error is ChainlearnError =>
  isChainlearnError(error) && PASSING.has(error.code);

/** Follows until the user stops it; what passes by itself is waited for. */
async function keepFollowing(
  session: Session,
  deployed: Deployed,
  options: FollowCommand,
): Promise<FollowReport & { readonly rounds: number }> {
  const { once, interval, confirmations } = options;
  const { signal } = session;
  const store = await openStore(session, deployed, options);
  const total = { added: 0, removed: 0, rounds: 0 };
  let newest: FollowReport | undefined;
  let failures = 0;
  try {
    do {
      let pause = interval;
      try {
        newest = await followDeployment(session, deployed, store, { confirmations });
        total.added += newest.added;
        total.removed += newest.removed;
        total.rounds += 1;
        if (newest.added + newest.removed > 0)
          session.note(
            `block ${newest.block}: ${newest.added} entries added, ${newest.removed} taken back, ${newest.entries} in all`,
          );
        failures = 0;
      } catch (error) {
        const stopped = signal.aborted && newest !== undefined;
        if (once || !(stopped || passes(error))) throw error;
        if (stopped) break;
        failures += 1;
        pause = Math.max(interval, Math.min(LONGEST_SECONDS, Math.max(interval, 1) * 2 ** (failures - 1)));
        session.note(`${(error as Error).message} Trying again in ${pause} s.`);
      }
      if (!once) await wait(pause, signal);
    } while (!once && !signal.aborted);
  } finally {
    await store.close();
  }
  if (newest === undefined) throw new ChainlearnError("aborted", "stopped before anything was stored.");
  return { ...newest, ...total };
}

/** `chainlearn follow`: keeps a copy of a deployment's log in the log store. */
export function follow(command: Command, run: Run): void {
  storeOptions(command)
    .description("Keep a copy of the contract's log in the log store, until it is stopped with Ctrl-C.")
    .option("--once", "end when the newest block is stored")
    .option("--interval <seconds>", "time between two looks at the chain", wholeNumber, SECONDS_BETWEEN)
    .option("--confirmations <blocks>", "newest blocks that are left alone", wholeNumber, 0)
    .addHelpText(
      "after",
      examples("chainlearn follow --chain sepolia", "chainlearn follow --chain sepolia --once --json"),
    )
    .action((options) =>
      run(options, (session) =>
        session.atDeployed(options, undefined, async (deployed) => {
          const report = await keepFollowing(session, deployed, options);
          return {
            json: report,
            text: pairs([
              ["block", `${report.block}`],
              ["log entries", `${report.entries}`],
              ["added, taken back", `${report.added}, ${report.removed}`],
            ]),
          };
        }),
      ),
    );
}
