import { bigintToBytes, bytesToBigint, concatBytes, fromHex, keccak256, utf8Bytes } from "./bytes.ts";
import type { ResolvedComposition } from "./composition.ts";
import { stored, unique } from "./data-handler.ts";
import { type PlacedCell, readCell } from "./layout.ts";
import type { DataHandlerManifest } from "./manifest.ts";

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

/** Lowest bit of the binding in a `unique` record's word; it reaches to the top. */
const BINDING_BIT = 106n;
/** Of its bits the time has those from here on. */
const TIME_BIT = 216n;

/**
 * What ties a `unique` record to the parts that its key does not cover, 150 bits: the time (40 bits), and below it the first
 * 110 bits of keccak256(06 ‖ id (6 bytes) ‖ submitter ‖ key (32)).
 */
export function recordBinding(id: number, time: number, key: Uint8Array, submitter: Uint8Array): bigint {
  const hash = keccak256(
    concatBytes(Uint8Array.of(KEY_DOMAIN.binding), bigintToBytes(BigInt(id), 6), submitter, key),
  );
  const hashBits = TIME_BIT - BINDING_BIT;
  return (BigInt(time) << hashBits) | (bytesToBigint(hash) >> (256n - hashBits));
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
    if (word >> BINDING_BIT !== recordBinding(id, time, key, addressBytes(submitter))) return undefined;
  }
  return decodeRecord(word, composition.layout.record, manifest);
}

/** undefined when the word says that there is no such record. */
export function decodeRecord(
  word: bigint,
  cells: readonly PlacedCell[],
  { amountBits, existsBit, claimedBit, countsClaims }: DataHandlerManifest = stored.manifest,
): RecordState | undefined {
  const isSet = (bit: number): boolean => ((word >> BigInt(bit)) & 1n) === 1n;
  if (!isSet(existsBit)) return undefined;
  return {
    deposit: BigInt.asUintN(amountBits, word),
    left: BigInt.asUintN(amountBits, word >> BigInt(amountBits)),
    claimedBySubmitter: isSet(claimedBit),
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
