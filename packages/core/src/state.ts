import { bigintToBytes, concatBytes, keccak256 } from "./bytes.ts";
import { ChainlearnError } from "./errors.ts";
import type { LaneBits } from "./manifest.ts";

/** A model's numbers: the cells (lane width of the shape) and the hot cells, in manifest order. */
export interface ModelState {
  readonly cells: readonly bigint[];
  readonly hot: readonly bigint[];
  /** Labels in use where the composition grows. Absent: as many as at first. */
  readonly labels?: number;
}

/** Cells as 256-bit words: lane j of a word is bits [j * lane, (j + 1) * lane). */
export function cellsToWords(cells: readonly bigint[], lane: LaneBits): bigint[] {
  const per = 256 / lane;
  const min = -(1n << BigInt(lane - 1));
  const words: bigint[] = Array.from({ length: Math.ceil(cells.length / per) }, () => 0n);
  cells.forEach((cell, i) => {
    if (cell < min || cell >= -min)
      throw new ChainlearnError("initial_state_malformed", `cell ${i} = ${cell} does not fit ${lane} bits.`);
    words[Math.floor(i / per)]! |= BigInt.asUintN(lane, cell) << BigInt((i % per) * lane);
  });
  return words;
}

/** The first `count` cells of words; see {@link cellsToWords}. */
export function wordsToCells(words: readonly bigint[], lane: LaneBits, count: number): bigint[] {
  const per = 256 / lane;
  return Array.from({ length: count }, (_, i) =>
    BigInt.asIntN(lane, (words[Math.floor(i / per)] ?? 0n) >> BigInt((i % per) * lane)),
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
