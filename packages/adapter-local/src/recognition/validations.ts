import {
  type Cancellable,
  ChainlearnError,
  type PlacedLogEntry,
  type ResolvedComposition,
  throwIfAborted,
} from "@chainlearn/core";
import type { ModelLinker } from "@chainlearn/kernel";
import { breathe } from "../breathe.ts";
import { Replay, type ReplayParties } from "../replay/replay.ts";
import { ContributionJudge } from "./contribution-judge.ts";
import type { Validation } from "./validation.ts";

/** Entries between two looks at the signal. */
const ENTRIES_PER_STRETCH = 512;

/** What a log is read with. */
export interface ValidationOptions extends Cancellable {
  readonly composition: ResolvedComposition;
  readonly parties: ReplayParties;
  /** Default: the compilers, loaded on first use. */
  readonly linker?: ModelLinker;
}

/**
 * The validations in a contract's log, in order, as the mechanism's `judge` tells them. Replays the log: whatever does not
 * follow from the entries before is refused, so nobody has to be believed but the chain that keeps it.
 * @param log from the first entry on, as `trainer.log()` or a log store gives it
 * @throws ChainlearnError aborted, invalid_log, unsupported where the mechanism's manifest has no `judge`
 */
export async function validationsOf(
  log: Iterable<PlacedLogEntry> | AsyncIterable<PlacedLogEntry>,
  { composition, parties, linker, signal }: ValidationOptions,
): Promise<Validation[]> {
  const replay = await Replay.create(composition, parties, linker ? { linker } : {});
  const judge = new ContributionJudge(replay);
  const validations: Validation[] = [];
  throwIfAborted(signal);
  for await (const entry of log) {
    if (replay.entries % ENTRIES_PER_STRETCH === 0) {
      await breathe();
      throwIfAborted(signal);
    }
    if (entry.kind === "dataAdded" && replay.shell.predict(entry.sample) !== entry.label)
      judge.disputed(entry.id);
    const difference = replay.apply(entry);
    if (difference) throw new ChainlearnError("invalid_log", `${difference.where} cannot be replayed.`);
    validations.push(...judge.after(entry));
  }
  return validations;
}
