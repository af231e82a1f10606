import { ChainlearnError } from "./errors.ts";
import type { CommittedItem } from "./item.ts";
import type { Contribution } from "./record.ts";

/** Version byte of the log's entries. */
export const LOG_VERSION = 1;

/** Where an entry stands in the chain's history. */
export interface LogPosition {
  readonly block: number;
  /** Order among the contract's entries of one block. */
  readonly index: number;
  /** Hash of the transaction; of the block for what a CosmWasm chain runs outside of transactions. */
  readonly transaction: string;
}

/** A chunk of the initial state. */
export interface StateWrittenEntry {
  readonly kind: "stateWritten";
  readonly actor: string;
  readonly firstWord: number;
  readonly words: readonly bigint[];
}

/** The initial state is complete; from here on data is taken. */
export interface SealedEntry {
  readonly kind: "sealed";
  readonly actor: string;
  readonly time: number;
  /** Hex of {@link stateHash} over the initial words and hot cells. */
  readonly stateHash: string;
  readonly hot: readonly bigint[];
}

/** A contribution. What was paid above the cost went back to the actor. */
export interface DataAddedEntry {
  readonly kind: "dataAdded";
  readonly actor: string;
  readonly id: number;
  readonly time: number;
  readonly label: number;
  readonly sample: Uint8Array;
  /** Units. */
  readonly paid: bigint;
  /** Units; became the deposit. */
  readonly cost: bigint;
}

/** A mechanism's action. */
export interface ActedEntry {
  readonly kind: "acted";
  readonly actor: string;
  /** Position of the action in the mechanism's manifest. */
  readonly action: number;
  /** Contribution it was about; undefined for actions about none. */
  readonly id: number | undefined;
  readonly time: number;
  /** The kernel's return value. */
  readonly reason: number;
  readonly paid: bigint;
  /** Units paid out or credited by `pay.to`; 0 when nothing was. */
  readonly amount: bigint;
  readonly args: readonly bigint[];
  /** What the call revealed; present in actions with `record: "item"`. */
  readonly item?: CommittedItem;
  /** The 32 bytes that came with the call; present in actions with `digest`. */
  readonly digest?: Uint8Array;
  /** The opening that came with the call; present in actions with `parts`. */
  readonly parts?: Uint8Array;
}

/** A class more; only where the composition grows. */
export interface ClassAddedEntry {
  readonly kind: "classAdded";
  readonly actor: string;
  readonly time: number;
  /** The new class's label: the number of labels that were in use before. */
  readonly label: number;
  /** For people; chains do not check it. */
  readonly name: string;
}

/** Credit paid out. */
export interface WithdrawnEntry {
  readonly kind: "withdrawn";
  readonly actor: string;
  readonly to: string;
  readonly time: number;
  readonly amount: bigint;
}

/** The payment of the entry before it could not be delivered and became the account's credit. */
export interface CreditedEntry {
  readonly kind: "credited";
  readonly actor: string;
  readonly amount: bigint;
}

export type LogEntry =
  | StateWrittenEntry
  | SealedEntry
  | DataAddedEntry
  | ActedEntry
  | ClassAddedEntry
  | WithdrawnEntry
  | CreditedEntry;

/** An entry with its place. */
export type PlacedLogEntry = LogEntry & { readonly position: LogPosition };

/** An entry with what it takes to repeat its call: the log names the contribution of an action by its id only. */
export interface LogStep {
  readonly entry: PlacedLogEntry;
  /** What an action was about; undefined for other entries, for actions about none, and where the log has none of this id. */
  readonly contribution: Contribution | undefined;
}

/**
 * Checks that no contribution is missing between two others.
 * @param ids of contributions as the log has them, in its order
 * @param first id that the first one has to have; undefined: any
 * @returns id of the one that comes next; undefined: not known
 * @throws ChainlearnError nodes_disagree
 */
export function checkIdsFollow(ids: Iterable<number>, first?: number): number | undefined {
  let next = first;
  for (const id of ids) {
    if (next !== undefined && id !== next)
      throw new ChainlearnError(
        "nodes_disagree",
        `reading the log: contribution ${id} is there, and not ${next}, which comes before.`,
      );
    next = id + 1;
  }
  return next;
}

function* contributionIds(entries: Iterable<LogEntry>): Generator<number, void, undefined> {
  for (const entry of entries) if (entry.kind === "dataAdded") yield entry.id;
}

/**
 * Checks that no contribution is missing in a part of a log.
 * @param first id that the first one has to have; undefined: any
 * @returns id of the one that comes next; undefined: not known
 * @throws ChainlearnError nodes_disagree
 */
export const checkContributionIds = (entries: Iterable<LogEntry>, first?: number): number | undefined =>
  checkIdsFollow(contributionIds(entries), first);
