import type { CodeLayout } from "../../code-weights.ts";
import { literal, mask, shiftLeft, shiftRight } from "../yul.ts";
import type { Library } from "./library.ts";

/** `groups` times the lowest `width` bits, `apart` bits from each other. */
function comb(width: number, apart: number): bigint {
  let bits = 0n;
  for (let at = 0; at < 256; at += apart) bits |= mask(width) << BigInt(at);
  return bits;
}

/** Numbers of lanes that stay together while lanes move apart: half of them, a quarter, … one. */
const groups = (lanes: number): number[] => (lanes === 1 ? [] : [lanes / 2, ...groups(lanes / 2)]);

/** Statements that widen the packed cells in `word` to lanes, keeping their signs. */
function widen({ bits, lane }: CodeLayout): string {
  if (bits === lane) return "";
  const apart = groups(256 / lane).map(
    (group) =>
      `word := and(or(word, shl(${group * (lane - bits)}, word)), ${literal(comb(group * bits, group * lane))})`,
  );
  const signs = `and(word, ${literal(comb(1, lane) << BigInt(bits - 1))})`;
  // The bits above a negative cell: the lane's end less the cell's end.
  return [
    ...apart,
    `let signs := ${signs}`,
    `word := or(word, sub(shl(${lane - bits + 1}, signs), shl(1, signs)))`,
  ].join("\n  ");
}

/** Statements that bring the lanes of `word` together; what does not fit is cut off. */
function narrow({ bits, lane }: CodeLayout): string {
  if (bits === lane) return "";
  const together = groups(256 / lane)
    .reverse()
    .map(
      (group) =>
        `word := and(or(word, shr(${group * (lane - bits)}, word)), ${literal(comb(2 * group * bits, 2 * group * lane))})`,
    );
  return [`word := and(word, ${literal(comb(bits, lane))})`, ...together].join("\n  ");
}

/**
 * The initial state words in data contracts. The contract creates them itself, one after the other, so their addresses
 * follow from its own and their number: keccak256 of the RLP list of both.
 */
export function initialWords(layout: CodeLayout): Library {
  const { bytesPerWord, wordsPerContract, contracts } = layout;
  const nonce = contracts === 1 ? "1" : `add(1, div(number, ${wordsPerContract}))`;
  const position = contracts === 1 ? "number" : `mod(number, ${wordsPerContract})`;
  return new Map([
    [
      "$initial_word",
      {
        needs: ["$widened"],
        text: `function $initial_word(number) -> word {
  mstore(0, or(shl(160, 0xd694), address()))
  mstore8(32, ${nonce})
  extcodecopy(keccak256(10, 23), 0, add(1, ${shiftLeft(position, Math.log2(bytesPerWord))}), 32)
  word := $widened(${shiftRight("mload(0)", 256 - 8 * bytesPerWord)})
}`,
      },
    ],
    [
      "$widened",
      {
        text: `function $widened(packed) -> word {
  word := packed
  ${widen(layout)}
}`,
      },
    ],
    [
      "$narrowed",
      {
        text: `function $narrowed(whole) -> word {
  word := whole
  ${narrow(layout)}
}`,
      },
    ],
  ]);
}
