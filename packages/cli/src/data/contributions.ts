import { ChainlearnError, type Contribution, type Trainer } from "@chainlearn/core";

/**
 * Contributions by their ids, from the log.
 * @throws ChainlearnError unknown_record
 */
export async function findContributions(
  trainer: Trainer,
  ids: readonly number[],
  signal: AbortSignal,
): Promise<Contribution[]> {
  const found = new Map<number, Contribution>();
  const wanted = new Set(ids);
  for (const entry of await trainer.log({ signal })) {
    if (entry.kind !== "dataAdded" || !wanted.has(entry.id)) continue;
    const { id, time, actor: submitter, label, sample } = entry;
    found.set(id, { id, time, submitter, label, sample });
  }
  return ids.map((id) => {
    const contribution = found.get(id);
    if (contribution) return contribution;
    throw new ChainlearnError("unknown_record", `the log has no contribution ${id}.`);
  });
}
