import { ChainlearnError, type Contribution, type DataAddedEntry } from "@chainlearn/core";
import type { Deployed, Session } from "../session.ts";
import { readLog } from "./read-log.ts";

/** What actions pass of a logged contribution. */
export const contributionOf = ({ id, time, actor, label, sample }: DataAddedEntry): Contribution => ({
  ...{ id, time, label, sample },
  submitter: actor,
});

/**
 * Contributions by their ids, from the log, which is read until all are found.
 * @throws ChainlearnError unknown_record
 */
export async function findContributions(
  session: Session,
  deployed: Deployed,
  ids: readonly number[],
): Promise<Contribution[]> {
  const found = new Map<number, Contribution>();
  const wanted = new Set(ids);
  for await (const entry of readLog(session, deployed)) {
    if (entry.kind !== "dataAdded" || !wanted.has(entry.id)) continue;
    found.set(entry.id, contributionOf(entry));
    if (found.size === wanted.size) break;
  }
  return ids.map((id) => {
    const contribution = found.get(id);
    if (contribution) return contribution;
    throw new ChainlearnError("unknown_record", `the log has no contribution ${id}.`);
  });
}
