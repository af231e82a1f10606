import { bigintToBytes, bytesToBigint, concatBytes, fromHex, keccak256, utf8Bytes } from "./bytes.ts";
import type { ResolvedComposition } from "./composition.ts";
import { unique } from "./data-handler.ts";
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
  /** Claims by others, saturating at 2^24 - 1; 0 where the data handler does not count them. */
  readonly claims: number;
  /** The mechanism's record cells in manifest order. */
  readonly cells: readonly bigint[];
}

/** First byte of what is hashed to a storage key or a commitment, so that no two kinds are confused. */
export const KEY_DOMAIN = {
  record: 1,
  account: 2,
  marks: 3,
  item: 4,
  unique: 5,
  binding: 6,
  leaf: 7,
  part: 12,
  secret: 13,
} as const;

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

/** Key of a record by what it may not repeat (`unique`): keccak256(05 ‖ label (2 bytes) ‖ keccak256(sample)). */
export const uniqueKey = (label: number, sampleHash: Uint8Array): Uint8Array =>
  keccak256(concatBytes(Uint8Array.of(KEY_DOMAIN.unique), bigintToBytes(BigInt(label), 2), sampleHash));

/** Bits of a `unique` record's word that are those of its binding's hash: 48–63, 112–127, 130–135 and 152–223. */
const HASHED_BITS = 0x00000000_ffffffff_ffffffff_ff0000fc_ffff0000_00000000_ffff0000_00000000n;
/** Lowest bit of its time, modulo 2^32; it reaches to the top. */
const TIME_BIT = 224n;
const BOUND_BITS = HASHED_BITS | (0xffff_ffffn << TIME_BIT);

/**
 * What ties a `unique` record's word to the parts that its key does not cover, in the bits where it has it: the time in the clear, and
 * 110 bits of keccak256(06 ‖ id (6 bytes) ‖ time (5) ‖ key (32) ‖ submitter).
 */
export function recordBinding(id: number, time: number, key: Uint8Array, submitter: Uint8Array): bigint {
  const hash = keccak256(
    concatBytes(
      Uint8Array.of(KEY_DOMAIN.binding),
      bigintToBytes(BigInt(id), 6),
      bigintToBytes(BigInt(time), 5),
      key,
      submitter,
    ),
  );
  return (bytesToBigint(hash) & HASHED_BITS) | BigInt.asUintN(256, BigInt(time) << TIME_BIT);
}

/** Leaf of a contribution in the mountain range of `accumulator`: keccak256(07 ‖ record key ‖ initial word). */
export const recordLeaf = (key: Uint8Array, initialWord: bigint): Uint8Array =>
  keccak256(concatBytes(Uint8Array.of(KEY_DOMAIN.leaf), key, bigintToBytes(initialWord, 32)));

/** Address bytes as keys have them: EVM the 20 bytes, other chains the ASCII of the text. */
export const addressBytes = (address: string): Uint8Array =>
  /^0x[0-9a-fA-F]{40}$/.test(address) ? fromHex(address) : utf8Bytes(address);

const recordKeyOf = ({ id, time, label, sample, submitter }: Contribution): Uint8Array =>
  recordKey(id, time, label, keccak256(sample), addressBytes(submitter));

/** Key of a contribution's record with a composition's data handler. */
export const contributionKey = (
  { dataHandler }: Pick<ResolvedComposition, "dataHandler">,
  contribution: Contribution,
): Uint8Array =>
  dataHandler.manifest.id === unique.manifest.id
    ? uniqueKey(contribution.label, keccak256(contribution.sample))
    : recordKeyOf(contribution);

/**
 * The record of a contribution from the word under its key; undefined when the word says that there is none, or that it
 * is another contribution's.
 */
export function readRecord(
  composition: Pick<ResolvedComposition, "dataHandler" | "layout">,
  contribution: Contribution,
  word: bigint,
): RecordState | undefined {
  const { manifest } = composition.dataHandler;
  if (manifest.id === unique.manifest.id) {
    const { id, time, submitter } = contribution;
    const key = contributionKey(composition, contribution);
    if ((word & BOUND_BITS) !== recordBinding(id, time, key, addressBytes(submitter))) return undefined;
    return decodeRecord(word & ~BOUND_BITS, composition.layout.record, manifest.countsClaims);
  }
  return decodeRecord(word, composition.layout.record, manifest.countsClaims);
}

/** undefined when the word says that there is no such record. */
export function decodeRecord(
  word: bigint,
  cells: readonly PlacedCell[],
  countsClaims = true,
): RecordState | undefined {
  if (((word >> 128n) & 1n) === 0n) return undefined;
  return {
    deposit: BigInt.asUintN(64, word),
    left: BigInt.asUintN(64, word >> 64n),
    claimedBySubmitter: ((word >> 129n) & 1n) === 1n,
    claims: countsClaims ? Number(BigInt.asUintN(24, word >> 136n)) : 0,
    cells: cells.map((cell) => readCell([word], cell)),
  };
}

/** The word of a record whose data handler counts claims. */
export function encodeRecord(record: RecordState, cells: readonly PlacedCell[]): bigint {
  const head =
    record.deposit |
    (record.left << 64n) |
    (1n << 128n) |
    (BigInt(record.claimedBySubmitter) << 129n) |
    (BigInt(record.claims) << 136n);
  return cells.reduce(
    (word, { bit, bits }, k) => word | (BigInt.asUintN(bits, record.cells[k]!) << BigInt(bit)),
    head,
  );
}
