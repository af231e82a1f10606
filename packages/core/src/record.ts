import { bigintToBytes, concatBytes, keccak256 } from "./bytes.ts";
import { type PlacedCell, readCell } from "./layout.ts";

/** What identifies a contribution; the log has it, a claim passes it. */
export interface Contribution {
  /** 0, 1, 2, … in the order of addition; below 2^48. */
  readonly id: number;
  /** Block time of the addition in seconds; below 2^40. */
  readonly time: number;
  /** Address as the chain writes it. */
  readonly submitter: string;
  readonly label: number;
  /** Canonical bytes. */
  readonly sample: Uint8Array;
}

/** What the chain keeps about a contribution; amounts in units. */
export interface RecordState {
  readonly deposit: bigint;
  readonly left: bigint;
  readonly claimedBySubmitter: boolean;
  /** Claims by others, saturating at 2^24 - 1. */
  readonly claims: number;
  /** The mechanism's record cells in manifest order. */
  readonly cells: readonly bigint[];
}

/** First byte of what is hashed to a storage key or a commitment, so that no two kinds are confused. */
export const KEY_DOMAIN = { record: 1, account: 2, marks: 3, item: 4 } as const;

/**
 * Key of a record: keccak256(01 ‖ id (6 bytes) ‖ time (5) ‖ label (2) ‖ keccak256(sample) ‖ submitter).
 * @param submitter address bytes: EVM the 20 bytes, CosmWasm the ASCII of the bech32 string
 */
export function recordKey(
  id: number,
  time: number,
  label: number,
  sampleHash: Uint8Array,
  submitter: Uint8Array,
): Uint8Array {
  return keccak256(
    concatBytes(
      Uint8Array.of(KEY_DOMAIN.record),
      bigintToBytes(BigInt(id), 6),
      bigintToBytes(BigInt(time), 5),
      bigintToBytes(BigInt(label), 2),
      sampleHash,
      submitter,
    ),
  );
}

/** Key of an account's first word: keccak256(02 ‖ address); further words follow (key + 1 …). */
export const accountKey = (address: Uint8Array): Uint8Array =>
  keccak256(concatBytes(Uint8Array.of(KEY_DOMAIN.account), address));

/** Key of the 256 claim marks of one account for ids 256 * bucket … : keccak256(03 ‖ bucket (5 bytes) ‖ address). */
export const marksKey = (bucket: number, address: Uint8Array): Uint8Array =>
  keccak256(concatBytes(Uint8Array.of(KEY_DOMAIN.marks), bigintToBytes(BigInt(bucket), 5), address));

/** undefined when the word says that there is no such record. */
export function decodeRecord(word: bigint, cells: readonly PlacedCell[]): RecordState | undefined {
  if (((word >> 128n) & 1n) === 0n) return undefined;
  return {
    deposit: BigInt.asUintN(64, word),
    left: BigInt.asUintN(64, word >> 64n),
    claimedBySubmitter: ((word >> 129n) & 1n) === 1n,
    claims: Number(BigInt.asUintN(24, word >> 136n)),
    cells: cells.map((cell) => readCell([word], cell)),
  };
}
