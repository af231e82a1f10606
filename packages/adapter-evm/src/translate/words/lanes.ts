import type { ResolvedComposition } from "@chainlearn/core";
import type { Which } from "../copy.ts";
import { type Interval, signedRange } from "../value.ts";
import { literal, mask, signExtend } from "../yul.ts";

/** How state cells lie in 256-bit words. */
export interface Lanes {
  readonly bits: number;
  /** Of one copy. */
  readonly perWord: number;
  /** Lowest bit of the copy's part of a word, and how many bits that has. */
  readonly firstBit: number;
  readonly partBits: number;
  /** log2 of {@link perWord}. */
  readonly perWordLog: number;
  /** log2 of {@link bits}. */
  readonly bitsLog: number;
  readonly cells: number;
  readonly range: Interval;
}

export function lanesOf({ shape, layout }: ResolvedComposition, which: Which): Lanes {
  const partBits = 256 / layout.copies;
  return {
    bits: shape.lane,
    perWord: layout.cellsPerWord,
    firstBit: which * partBits,
    partBits,
    perWordLog: Math.log2(layout.cellsPerWord),
    bitsLog: Math.log2(shape.lane),
    cells: layout.cells,
    range: signedRange(shape.lane),
  };
}

/** Number of the word that holds cell `index`. */
export const wordOfCell = (index: string, lanes: Lanes): string => `shr(${lanes.perWordLog}, ${index})`;

/** Lowest bit of cell `index` in its word. */
export function shiftOfCell(index: string, lanes: Lanes): string {
  const position = `and(${index}, ${lanes.perWord - 1})`;
  // The lanes of the copy before this one, as many as this one has.
  return `shl(${lanes.bitsLog}, ${lanes.firstBit ? `or(${position}, ${lanes.perWord})` : position})`;
}

/** The lane of `word` that starts at bit `shift`, sign-extended. */
export const readLane = (word: string, shift: string, lanes: Lanes): string =>
  signExtend(`shr(${shift}, ${word})`, lanes.bits);

/** `word` with the lane that holds `old` changed to `value`. */
export const replaceLane = (word: string, shift: string, old: string, value: string, lanes: Lanes): string =>
  `xor(${word}, shl(${shift}, and(xor(${old}, ${value}), ${literal(mask(lanes.bits))})))`;

/** A statement that clamps the variable to a signed range of so many bits. */
export const saturateSigned = (variable: string, bits: number): string => {
  const half = literal(1n << BigInt(bits - 1));
  const top = literal((1n << BigInt(bits - 1)) - 1n);
  return `if shr(${bits}, add(${variable}, ${half})) { ${variable} := xor(${top}, sub(0, slt(${variable}, 0))) }`;
};
