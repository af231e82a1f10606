import { cellRange, type PlacedCell } from "@chainlearn/core";
import type { WordSite } from "../site.ts";
import { type Interval, makeValue, toSigned, type Value } from "../value.ts";
import { literal, mask, shiftLeft, shiftRight } from "../yul.ts";

export const intervalOfCell = (cell: PlacedCell): Interval => {
  const { min, max } = cellRange(cell);
  return { lo: min, hi: max };
};

/** The value of a packed cell of a 256-bit word. */
export function readPacked(word: string, { bit, bits, signed }: PlacedCell): string {
  const reachesTop = bit + bits === 256;
  if (reachesTop) return signed ? (bit === 0 ? word : `sar(${bit}, ${word})`) : shiftRight(word, bit);
  if (!signed) return `and(${shiftRight(word, bit)}, ${literal(mask(bits))})`;
  if (bits % 8 === 0) return `signextend(${bits / 8 - 1}, ${shiftRight(word, bit)})`;
  return `sar(${256 - bits}, ${shiftLeft(word, 256 - bits - bit)})`;
}

/** The value as the cell stores it, clamped to its range; a variable or literal. */
export function saturated(given: Value, cell: PlacedCell, site: WordSite): Value {
  const value = toSigned(given);
  const range = intervalOfCell(cell);
  const isLow = value.lo < range.lo;
  const isHigh = value.hi > range.hi;
  if (!isLow && !isHigh) return site.hold(value);
  const clamped = site.fresh();
  site.line(`let ${clamped} := ${value.text}`);
  const clamp = (comparison: string, bound: bigint): void =>
    site.line(`if ${comparison}(${clamped}, ${literal(bound)}) { ${clamped} := ${literal(bound)} }`);
  if (isHigh) clamp("sgt", range.hi);
  if (isLow) clamp("slt", range.lo);
  return makeValue(clamped, range, 64);
}

/** `word` with the cell replaced by a value within its range. */
export function replacePacked(word: string, { bit, bits }: PlacedCell, value: string): string {
  const difference = `xor(${shiftRight(word, bit)}, ${value})`;
  const masked = bit + bits === 256 ? difference : `and(${difference}, ${literal(mask(bits))})`;
  return `xor(${word}, ${shiftLeft(masked, bit)})`;
}
