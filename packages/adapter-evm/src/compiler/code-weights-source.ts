import type { CodeLayout } from "../code-weights.ts";
import { initialWords } from "../translate/library/initial-words.ts";
import { linkLibrary } from "../translate/library/library.ts";
import { block, type Lines } from "./solidity.ts";

/**
 * Code that creates a data contract: PUSH2 size, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN. The
 * data follows it, first a STOP so that nobody can run it.
 */
const CREATION = "0x61000080600a3d393df300";
const CREATION_BYTES = 10;

/** The shell's hooks for state words whose initial values are in data contracts. */
export function codeWeightsSource(layout: CodeLayout): Lines {
  const { bytesPerWord, wordsPerContract, contracts } = layout;
  // The shell has checked that the words are the next ones and not too many.
  const misplaced =
    contracts === 1
      ? "words.length != STATE_WORDS"
      : `words.length != ${wordsPerContract} && (words.length > ${wordsPerContract} || first + words.length != STATE_WORDS)`;
  const yul = (...names: readonly string[]): Lines =>
    linkLibrary(initialWords(layout), names).flatMap((text) => text.split("\n"));
  return [
    "/// Creates the data contract of a chunk. Every chunk but the last fills one.",
    ...block(
      "function storeWords(uint256 first, uint256[] calldata words, uint256 hash) internal override returns (uint256 result)",
      [
        `if (${misplaced}) reject(Rejections.WRONG_CHUNK);`,
        "bool fits;",
        ...block('assembly ("memory-safe")', [
          ...yul("$narrowed", "$widened"),
          "let start := mload(0x40)",
          `let size := add(1, mul(${bytesPerWord}, ${contracts === 1 ? "STATE_WORDS" : "words.length"}))`,
          `mstore(start, shl(168, or(${CREATION}, shl(64, size))))`,
          `let at := add(start, ${CREATION_BYTES + 1})`,
          "let from := words.offset",
          "mstore(0, hash)",
          "fits := 1",
          ...block(
            "for { let end := add(from, shl(5, words.length)) } lt(from, end) { from := add(from, 32) }",
            [
              "let word := calldataload(from)",
              "let packed := $narrowed(word)",
              "fits := and(fits, eq(word, $widened(packed)))",
              `mstore(at, shl(${256 - 8 * bytesPerWord}, packed))`,
              `at := add(at, ${bytesPerWord})`,
              "mstore(32, word)",
              "mstore(0, keccak256(0, 64))",
            ],
          ),
          "result := mload(0)",
          `fits := and(fits, iszero(iszero(create(0, start, add(${CREATION_BYTES}, size)))))`,
        ]),
        "if (!fits) reject(Rejections.INITIAL_STATE_MALFORMED);",
      ],
    ),
  ];
}
