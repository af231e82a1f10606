import { type Badge, type Books, Replay, replayLog, type Standing } from "@chainlearn/adapter-local";
import { ChainlearnError, encodeSample } from "@chainlearn/core";
import type { Deployed, Session } from "../session.ts";
import { type StoreChoice, withStore } from "../store/follow-store.ts";
import { AccuracyCurve, type AccuracyPoint, Recognition, type TestSample } from "./recognition.ts";
import { readSamples } from "./samples.ts";

/** What a deployment's log tells, up to its newest block. */
export interface LogSummary {
  readonly block: number;
  readonly entries: number;
  readonly contributions: number;
  readonly contributors: number;
  /** How often each action was taken, by name. */
  readonly actions: Readonly<Record<string, number>>;
  /** The contract's books. */
  readonly books: Books;
  /** Contributions found right; undefined where it is not known how the mechanism tells. */
  readonly validated: number | undefined;
  readonly leaderboard: readonly Standing[];
  readonly badges: readonly Badge[];
  readonly accuracy: readonly AccuracyPoint[];
}

async function readTests(
  path: string | undefined,
  session: Session,
  { composition }: Deployed,
): Promise<TestSample[]> {
  const tests: TestSample[] = [];
  if (path === undefined) return tests;
  for await (const { line, sample, label } of readSamples(path, composition, session.environment)) {
    if (label === undefined)
      throw new ChainlearnError("invalid_file", `line ${line} of ${path} has no label to test with.`);
    tests.push({ sample: encodeSample(sample, composition.shape), label });
  }
  if (tests.length === 0) throw new ChainlearnError("invalid_file", `${path} has no samples.`);
  return tests;
}

/**
 * Brings the log store up to date and replays it once. What cannot be replayed is refused, so nobody has to be believed but
 * the chain that keeps the log.
 * @param tests path of labelled samples to measure the model with
 */
export async function summarise(
  session: Session,
  deployed: Deployed,
  choice: StoreChoice,
  tests: string | undefined,
): Promise<LogSummary> {
  const { composition, trainer } = deployed;
  const { manifest } = composition.mechanism;
  const samples = await readTests(tests, session, deployed);
  return withStore(session, deployed, choice, async (store, stored) => {
    const curve = new AccuracyCurve(samples, stored.entries);
    const contributors = new Set<string>();
    const actions: Record<string, number> = {};
    const replay = await Replay.create(composition, trainer, { contributions: "brought" });
    const recognition = new Recognition(replay);
    const progress = session.progress("log entries replayed");
    await replayLog(replay, store.steps(trainer.accountId), {
      signal: session.signal,
      onProgress: (entries) => progress(entries, stored.entries),
      before: ({ entry }, { shell }) => {
        if (entry.kind !== "dataAdded") return;
        const agreed = shell.predict(entry.sample) === entry.label;
        recognition.added(entry.id, agreed);
        curve.added(entry.time, agreed);
        contributors.add(entry.actor);
      },
      after: (step) => {
        if (step.entry.kind === "acted") {
          const { name } = manifest.actions[step.entry.action]!;
          actions[name] = (actions[name] ?? 0) + 1;
        }
        recognition.after(step.entry);
        curve.after(replay);
      },
    });
    curve.end(replay);
    const { shell } = replay;
    return {
      ...{ block: stored.block, entries: replay.entries, contributions: shell.nextId },
      ...{ contributors: contributors.size, actions, books: shell.books() },
      validated: recognition.validated,
      ...{ leaderboard: recognition.leaderboard(), badges: recognition.badges, accuracy: curve.points },
    };
  });
}
