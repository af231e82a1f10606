import { bigintToBytes, bytesToBigint, concatBytes, keccak256, toHex } from "./bytes.ts";
import { ChainlearnError } from "./errors.ts";
import type { Shape } from "./manifest.ts";
import { addressBytes, KEY_DOMAIN } from "./record.ts";
import { checkLabel, checkSample, encodeSample, type Sample } from "./sample.ts";

/** Bytes of a part's length, of its salt or hash, and of an item's label and length. */
const PART_LENGTH = 4;
const DIGEST = 32;
const LABEL = 2;
const ITEM_LENGTH = 4;
/** Most parts of a list. */
export const MOST_PARTS = 256;
/**
 * Most bytes that open a whole list. A node takes transactions of up to 128 KiB, and the calldata of so many bytes costs
 * up to 4,000,000 gas (40 a byte, EIP-7623), which leaves room for what a call does with the items.
 */
export const MOST_OPENING_BYTES = 100_000;

/** A labelled sample with its canonical bytes. */
export interface PartItem {
  readonly label: number;
  readonly sample: Uint8Array;
}

/** A part of a committed list. */
export interface CommittedPart {
  /** 32 random bytes, fresh for every part of every list: who knows them can test guesses of what is in it. */
  readonly salt: Uint8Array;
  /** The items one after the other: label (2 bytes) ‖ length (4) ‖ canonical bytes. */
  readonly items: Uint8Array;
}

/** A list that was committed to in parts: whoever commits publishes `digest` and keeps `parts` until it opens them. */
export interface CommittedParts {
  /** 32 bytes: keccak256 of the hashes of all parts. */
  readonly digest: Uint8Array;
  readonly parts: readonly CommittedPart[];
}

/** An opening as a shell reads it. */
export interface OpenedParts {
  /** What the opening commits to. */
  readonly digest: Uint8Array;
  /** Of every part, whether it is open. */
  readonly open: readonly boolean[];
  /** Items of the open parts in order. */
  readonly items: readonly PartItem[];
}

const malformed = (message: string): never => {
  throw new ChainlearnError("parts_malformed", message);
};

/** keccak256(0c ‖ salt ‖ items) */
const partHash = ({ salt, items }: CommittedPart): Uint8Array =>
  keccak256(concatBytes(Uint8Array.of(KEY_DOMAIN.part), salt, items));

/**
 * Commits to labelled samples in parts, each of which can be opened alone.
 * @param salts 32 random bytes for each part
 * @throws ChainlearnError argument_out_of_range, label_out_of_range, or the codes of {@link encodeSample}; list_too_large if
 *   all parts together take more than {@link MOST_OPENING_BYTES} to open, since mechanisms may ask for all of them in one call
 */
export function commitParts(
  parts: readonly (readonly { readonly sample: Sample; readonly label: number }[])[],
  salts: readonly Uint8Array[],
  shape: Shape,
): CommittedParts {
  if (parts.length === 0 || parts.length > MOST_PARTS || parts.some((items) => items.length === 0))
    throw new ChainlearnError(
      "argument_out_of_range",
      `a list has 1 to ${MOST_PARTS} parts, a part at least one item.`,
    );
  if (salts.length !== parts.length || salts.some((salt) => salt.length !== DIGEST))
    throw new ChainlearnError(
      "argument_out_of_range",
      `${parts.length} salts of ${DIGEST} bytes are needed.`,
    );
  if (new Set(salts.map(toHex)).size < salts.length)
    throw new ChainlearnError("argument_out_of_range", "two parts have the same salt.");
  const committed = parts.map((items, k) => ({
    salt: salts[k]!,
    items: concatBytes(
      ...items.flatMap(({ sample, label }) => {
        checkLabel(label, shape);
        const bytes = encodeSample(sample, shape);
        return [bigintToBytes(BigInt(label), LABEL), bigintToBytes(BigInt(bytes.length), ITEM_LENGTH), bytes];
      }),
    ),
  }));
  const bytes = committed.reduce((sum, { items }) => sum + PART_LENGTH + DIGEST + items.length, 0);
  if (bytes > MOST_OPENING_BYTES)
    throw new ChainlearnError(
      "list_too_large",
      `${bytes} bytes open the list; ${MOST_OPENING_BYTES} fit into one transaction.`,
      { details: { bytes, most: MOST_OPENING_BYTES } },
    );
  return { digest: keccak256(concatBytes(...committed.map(partHash))), parts: committed };
}

/**
 * The bytes that open some parts of a list and hide the others: for every part its length (4 bytes) ‖ salt (32) ‖ items;
 * of a hidden part 0 (4 bytes) ‖ its hash (32).
 * @param open numbers of the parts to open. Default: all
 */
export function openParts({ parts }: CommittedParts, open?: readonly number[]): Uint8Array {
  return concatBytes(
    ...parts.flatMap((part, k) =>
      !open || open.includes(k)
        ? [bigintToBytes(BigInt(part.items.length), PART_LENGTH), part.salt, part.items]
        : [new Uint8Array(PART_LENGTH), partHash(part)],
    ),
  );
}

/** Takes bytes from the front, or says what is missing. */
class Reader {
  #at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(count: number): Uint8Array {
    const end = this.#at + count;
    if (end > this.#bytes.length) malformed(`${end} bytes are needed; there are ${this.#bytes.length}.`);
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  number(bytes: number): number {
    return Number(bytesToBigint(this.take(bytes)));
  }
}

/**
 * Reads an opening as every shell does. No bytes are an opening without parts.
 * @param labels labels in use
 * @throws ChainlearnError parts_malformed, label_out_of_range, or the codes of {@link checkSample}, of the first that is wrong
 */
export function readParts(bytes: Uint8Array, shape: Shape, labels: number): OpenedParts {
  const reader = new Reader(bytes);
  const hashes: Uint8Array[] = [];
  const open: boolean[] = [];
  const items: PartItem[] = [];
  while (!reader.done) {
    if (open.length === MOST_PARTS) malformed(`there are more than ${MOST_PARTS} parts.`);
    const length = reader.number(PART_LENGTH);
    const salt = reader.take(DIGEST);
    open.push(length > 0);
    if (length === 0) {
      hashes.push(salt);
      continue;
    }
    const content = reader.take(length);
    const inside = new Reader(content);
    while (!inside.done) {
      const label = inside.number(LABEL);
      const sample = inside.take(inside.number(ITEM_LENGTH));
      checkLabel(label, { classes: labels });
      checkSample(sample, shape);
      items.push({ label, sample });
    }
    hashes.push(partHash({ salt, items: content }));
  }
  return { digest: keccak256(concatBytes(...hashes)), open, items };
}

/**
 * What an account publishes before it reveals a secret: keccak256(0d ‖ secret (32 bytes) ‖ address). Bound to the
 * address, so that nobody gains by publishing what another has published.
 * @param address as the chain writes it; see {@link addressBytes}
 * @throws ChainlearnError argument_out_of_range
 */
export function secretCommitment(address: string, secret: Uint8Array): Uint8Array {
  if (secret.length !== DIGEST)
    throw new ChainlearnError("argument_out_of_range", `a secret has ${DIGEST} bytes, not ${secret.length}.`);
  return keccak256(concatBytes(Uint8Array.of(KEY_DOMAIN.secret), secret, addressBytes(address)));
}
