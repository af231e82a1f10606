import {
  type Cancellable,
  ChainlearnError,
  type PlacedLogEntry,
  type ResolvedComposition,
} from "@chainlearn/core";
import type { ModelLinker } from "@chainlearn/kernel";
import { breathe, throwIfAborted } from "../aborted.ts";
import { Replay, type ReplayParties } from "../replay/replay.ts";

/** Entries between two looks at the signal. */
const ENTRIES_PER_STRETCH = 512;

/** A contribution that was found right. */
export interface Validation {
  /** Who added it, as the log writes addresses. */
  readonly account: string;
  /** Of the contribution. */
  readonly id: number;
  readonly label: number;
  /** Block time of the addition in seconds. */
  readonly added: number;
  /** Block time of the validation in seconds. */
  readonly validated: number;
  /** The model had predicted another label just before the addition. */
  readonly correction: boolean;
}

/** What a log is read with. */
export interface ValidationOptions extends Cancellable {
  readonly composition: ResolvedComposition;
  readonly parties: ReplayParties;
  /** Name of the action by which submitters have their contributions validated. Default: `claim`; of `stake` it is `refund`. */
  readonly action?: string;
  /** Default: the compilers, loaded on first use. */
  readonly linker?: ModelLinker;
}

/**
 * The validations in a contract's log, in order. Replays it: whatever does not follow from the entries before is refused, so
 * nobody has to be believed but the chain that keeps the log.
 * @param log from the first entry on, as `trainer.log()` or a log store gives it
 * @throws ChainlearnError aborted, invalid_log, unsupported where the mechanism has no such action
 */
export async function validationsOf(
  log: Iterable<PlacedLogEntry> | AsyncIterable<PlacedLogEntry>,
  { composition, parties, action = "claim", linker, signal }: ValidationOptions,
): Promise<Validation[]> {
  const { id: mechanism, actions } = composition.mechanism.manifest;
  const wanted = actions.findIndex(({ name }) => name === action);
  if (wanted < 0) throw new ChainlearnError("unsupported", `${mechanism} has no action "${action}".`);
  const replay = await Replay.create(composition, parties, linker ? { linker } : {});
  const contributions = new Map<number, Omit<Validation, "validated">>();
  const validations: Validation[] = [];
  throwIfAborted(signal);
  for await (const entry of log) {
    if (replay.entries % ENTRIES_PER_STRETCH === 0) {
      await breathe();
      throwIfAborted(signal);
    }
    if (entry.kind === "dataAdded") {
      const { id, label, actor, time } = entry;
      const correction = replay.shell.predict(entry.sample) !== label;
      contributions.set(id, { account: actor, id, label, added: time, correction });
    }
    const difference = replay.apply(entry);
    if (difference) throw new ChainlearnError("invalid_log", `${difference.where} cannot be replayed.`);
    if (entry.kind !== "acted" || entry.action !== wanted) continue;
    const contribution = contributions.get(entry.id!)!;
    if (entry.actor === contribution.account) validations.push({ ...contribution, validated: entry.time });
  }
  return validations;
}
