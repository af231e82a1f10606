import type { Contribution, RecordState } from "./record.ts";

export interface AccountState {
  /** Units owed to the account; `withdraw` pays them out. */
  readonly credit: bigint;
  /** The mechanism's account cells in manifest order. */
  readonly cells: readonly bigint[];
}

/** What the chain holds at one block. */
export interface Snapshot {
  readonly block: number;
  readonly sealed: boolean;
  readonly nextId: number;
  /** Labels in use: 0 to labels - 1. */
  readonly labels: number;
  /** 256-bit state words. */
  readonly words: readonly bigint[];
  readonly hot: readonly bigint[];
  readonly pool: readonly bigint[];
  /** Of the mountain range, the lowest first; only with the data handler `accumulator`. */
  readonly peaks?: readonly bigint[];
  /** By contribution id, as a claim would find it; undefined = the chain has no such record. */
  readonly records: ReadonlyMap<number, RecordState | undefined>;
  readonly accounts: ReadonlyMap<string, AccountState>;
  /** Claim marks of `address`, key `${address}/${bucket}`; bit i stands for id 256 * bucket + i. */
  readonly marks: ReadonlyMap<string, bigint>;
  /** The mechanism's registers in manifest order, as 256-bit numbers. */
  readonly registers: readonly bigint[];
  /** Values of the mechanism's series, key `${series}/${number}`. */
  readonly series: ReadonlyMap<string, bigint>;
  /** The contract's whole units; at least what it owes. */
  readonly balance: bigint;
}

/** What a snapshot should contain: the chain cannot enumerate what is keyed by hashes. */
export interface SnapshotRequest {
  /** Those whose records are wanted. Default: none. */
  readonly contributions?: readonly Contribution[];
  /** Default: none. */
  readonly accounts?: readonly string[];
  /** Default: none. */
  readonly marks?: readonly { readonly account: string; readonly bucket: number }[];
  /** `series` is the position in the manifest. Default: none. */
  readonly series?: readonly SeriesPlace[];
}

/** Where a value of a mechanism's series is. */
export interface SeriesPlace {
  /** Position of the series in the manifest. */
  readonly series: number;
  /** 0 to 2^48 - 1. */
  readonly number: number;
}
