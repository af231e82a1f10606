import { setImmediate } from "node:timers/promises";
import { ContributionJudge, Replay, replayLog } from "@chainlearn/adapter-local";
import { type AccountId, ChainlearnError, decodeSample, type Sample, type Validity } from "@chainlearn/core";
import type { LogStore, StoredHistory } from "@chainlearn/log-store";
import type { Deployed, Session } from "../session.ts";

/** Contributions between two looks at the signal. */
const PER_STRETCH = 256;

/** A line of the exported data; `add-data --file` takes it as it is. */
export interface ExportedContribution {
  readonly id: number;
  /** Block time of the addition in seconds. */
  readonly time: number;
  readonly submitter: string;
  readonly label: number;
  readonly sample: Sample;
  /** Of the deposit. */
  readonly costUnits: bigint;
  /** What the mechanism has found so far; undefined where it is not known how it tells. */
  readonly validity: Validity | "pending" | undefined;
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

function exported(
  { added, acts }: StoredHistory,
  { shell }: Replay,
  judge: ContributionJudge | undefined,
): ExportedContribution {
  const { mechanism, shape } = shell.composition;
  const { manifest } = mechanism;
  return {
    ...{ id: added.id, time: added.time, submitter: added.actor, label: added.label },
    sample: decodeSample(added.sample, shape),
    costUnits: added.cost,
    validity: judge && (judge.validityOf(added.id) ?? "pending"),
    modelAgrees: shell.predict(added.sample) === added.label,
    actions: acts.map(({ action, actor, time, reason, amount }) => ({
      ...{ action: manifest.actions[action]!.name, actor, time, reason },
      amountUnits: amount,
    })),
    transaction: added.position.transaction,
  };
}

const rewindsOf = async (store: LogStore, id: AccountId): Promise<number | undefined> =>
  (await store.deployments()).find((deployment) => deployment.id === id)?.rewinds;

/**
 * All contributions that a log store has, each with what was done about it. The log is read twice: what the model says now is
 * known when all of it is replayed.
 * @param entries of the log that count
 * @throws ChainlearnError invalid_log: what cannot be replayed is refused; log_changed; aborted
 */
export async function* exportedContributions(
  session: Session,
  { trainer, composition }: Deployed,
  store: LogStore,
  entries: number,
): AsyncGenerator<ExportedContribution, void, undefined> {
  const { signal } = session;
  const { accountId } = trainer;
  const range = { to: entries, signal };
  const rewinds = await rewindsOf(store, accountId);
  const replay = await Replay.create(composition, trainer, { contributions: "brought" });
  const judge = composition.mechanism.manifest.judge && new ContributionJudge(replay);
  const replayed = session.progress("log entries replayed");
  await replayLog(replay, store.steps(accountId, range), {
    signal,
    onProgress: (done) => replayed(done, entries),
    after: ({ entry }) => {
      judge?.after(entry);
    },
  });
  const progress = session.progress("contributions");
  const total = replay.shell.sealed ? replay.shell.nextId : 0;
  let done = 0;
  for await (const history of store.histories(accountId, range)) {
    yield exported(history, replay, judge);
    done += 1;
    progress(done, total);
    if (done % PER_STRETCH === 0) await setImmediate();
    if (signal.aborted)
      throw new ChainlearnError("aborted", "exporting was stopped.", { cause: signal.reason });
  }
  if ((await rewindsOf(store, accountId)) !== rewinds)
    throw new ChainlearnError("log_changed", "blocks were taken back while the log was exported.");
}
