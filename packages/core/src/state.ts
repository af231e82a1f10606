import { bigintToBytes, concatBytes, keccak256 } from "./bytes.ts";
import { ChainlearnError } from "./errors.ts";
import { type Copies, type LaneBits, SERVED, type WORKING } from "./manifest.ts";

/** Where there are two copies, each has so many bits of a state word. */
const COPY_BITS = 128n;

/** A model's numbers: the cells (lane width of the shape) and the hot cells, in manifest order. */
export interface ModelState {
  readonly cells: readonly bigint[];
  readonly hot: readonly bigint[];
  /** Labels in use where the composition grows. Absent: as many as at first. */
  readonly labels?: number;
}

/**
 * Cells as 256-bit words: lane j of a word is bits [j * lane, (j + 1) * lane).
 * @param copies 2: every copy gets the cells; the working one's lanes are the same 128 bits further up
 */
export function cellsToWords(cells: readonly bigint[], lane: LaneBits, copies: Copies = 1): bigint[] {
  const per = 256 / lane / copies;
  const min = -(1n << BigInt(lane - 1));
  const words: bigint[] = Array.from({ length: Math.ceil(cells.length / per) }, () => 0n);
  cells.forEach((cell, i) => {
    if (cell < min || cell >= -min)
      throw new ChainlearnError("initial_state_malformed", `cell ${i} = ${cell} does not fit ${lane} bits.`);
    words[Math.floor(i / per)]! |= BigInt.asUintN(lane, cell) << BigInt((i % per) * lane);
  });
  return copies === 1 ? words : words.map((half) => half | (half << COPY_BITS));
}

/**
 * The first `count` cells of words; see {@link cellsToWords}.
 * @param copies how many copies the words hold
 * @param which the copy to read
 */
export function wordsToCells(
  words: readonly bigint[],
  lane: LaneBits,
  count: number,
  copies: Copies = 1,
  which: typeof SERVED | typeof WORKING = SERVED,
): bigint[] {
  const per = 256 / lane / copies;
  const first = BigInt(which) * COPY_BITS;
  return Array.from({ length: count }, (_, i) =>
    BigInt.asIntN(lane, (words[Math.floor(i / per)] ?? 0n) >> (first + BigInt((i % per) * lane))),
  );
}

/** Values of a series in a 256-bit word. */
export const SERIES_VALUES_PER_WORD = 4;

/** A value of a series, from the word that it is in. */
export const seriesValue = (word: bigint, number: number): bigint =>
  BigInt.asIntN(64, word >> BigInt(64 * (number % SERIES_VALUES_PER_WORD)));

/**
 * The hash of a model's state, equal on every chain: h = 0; h = keccak256(h ‖ word) for every state word, then for
 * every hot cell as a signed 256-bit word (big-endian).
 */
export function stateHash(words: readonly bigint[], hot: readonly bigint[]): Uint8Array {
  let hash: Uint8Array = new Uint8Array(32);
  for (const word of [...words, ...hot]) hash = keccak256(concatBytes(hash, bigintToBytes(word, 32)));
  return hash;
}
