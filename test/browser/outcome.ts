import { createModel, Replay, type ReplayOptions, type ReplayParties } from "@chainlearn/adapter-local";
import {
  type ModelState,
  type PlacedLogEntry,
  type ResolvedComposition,
  type Sample,
  stateHash,
  toHex,
} from "@chainlearn/core";
import type { ModelLinker } from "@chainlearn/kernel";

/** What a page is given to work on. */
export interface Task {
  readonly parties: ReplayParties;
  readonly log: readonly PlacedLogEntry[];
  /** State of the model after the log. */
  readonly state: ModelState;
  readonly samples: readonly Sample[];
}

/** What comes out of it. */
export interface Outcome {
  readonly entries: number;
  /** Where the replay differs from the log; undefined: nowhere. */
  readonly difference: string | undefined;
  readonly stateHash: string;
  readonly pool: readonly bigint[];
  readonly books: Readonly<Record<string, bigint>>;
  readonly predictions: readonly number[];
}

/** Replays the log and predicts; the same in the page and in Node. */
export async function outcomeOf(
  composition: ResolvedComposition,
  { parties, log, state, samples }: Task,
  linker?: ModelLinker,
): Promise<Outcome> {
  const options: ReplayOptions = linker ? { linker } : {};
  const replay = await Replay.create(composition, parties, options);
  const difference = log.reduce<string | undefined>(
    (found, entry) => found ?? replay.apply(entry)?.where,
    undefined,
  );
  const model = await createModel(composition, state, linker ? { linker } : {});
  const { shell } = replay;
  return {
    entries: replay.entries,
    difference,
    stateHash: toHex(stateHash(shell.words(), shell.hot())),
    pool: shell.pool(),
    books: { ...shell.books() },
    predictions: samples.map((sample) => model.predict(sample)),
  };
}
