import {
  type PlacedLogEntry,
  type ResolvedComposition,
  type Snapshot,
  type SnapshotRequest,
  stateHash,
  toHex,
} from "@chainlearn/core";
import type { Books } from "../shell/ledger.ts";
import type { Difference } from "./difference.ts";
import { Replay, type ReplayOptions, type ReplayParties } from "./replay.ts";
import { snapshotOf } from "./snapshot.ts";

/** What a replay has come to. */
export interface ReplayState {
  /** Log entries that came out as they were logged. */
  readonly entries: number;
  readonly sealed: boolean;
  /** Everything that the log has touched, to ask a chain for. */
  readonly known: Required<SnapshotRequest>;
  readonly books: Books;
  /** Hex of the hash of the model's numbers. */
  readonly stateHash: string;
}

/** A {@link Replay}, wherever it runs. */
export interface LogReplay {
  /**
   * Applies the next entries.
   * @returns where they first differ from what the shell does; nothing can be replayed behind it
   * @throws ChainlearnError fuel_exhausted, memory_exhausted; nothing can be replayed behind it either
   */
  apply(entries: readonly PlacedLogEntry[]): Promise<Difference | undefined>;
  state(): Promise<ReplayState>;
  /** What it holds, in the form that chains report; `block` and `balance` as the chain has them. */
  snapshot(block: number, balance: bigint): Promise<Snapshot>;
  close(): Promise<void>;
}

/** Begins the replay of an instance's log. */
export type StartReplay = (composition: ResolvedComposition, parties: ReplayParties) => Promise<LogReplay>;

/** Replays in this thread. */
export const replayHere =
  (options: ReplayOptions = {}): StartReplay =>
  async (composition, parties) => {
    const replay = await Replay.create(composition, parties, options);
    const { shell } = replay;
    return {
      apply: async (entries) => {
        for (const entry of entries) {
          const difference = replay.apply(entry);
          if (difference !== undefined) return difference;
        }
        return undefined;
      },
      state: async () => ({
        entries: replay.entries,
        sealed: shell.sealed,
        known: replay.known,
        books: shell.books(),
        stateHash: toHex(stateHash(shell.words(), shell.hot())),
      }),
      snapshot: async (block, balance) => snapshotOf(shell, replay.known, block, balance),
      close: async () => {},
    };
  };
