import { keccak256, toHex } from "@chainlearn/core";
import { literal } from "../yul.ts";
import type { Library, LibraryFunction } from "./library.ts";

/** Rules of the chain that the contract is compiled for; only Osaka has an instruction that counts leading zeros. */
export type EvmVersion = "osaka" | "cancun";

const selector = toHex(keccak256(new TextEncoder().encode("Rejected(uint16)")).subarray(0, 4));

const MAX_INT64 = literal((1n << 63n) - 1n);

/** Halves the bits that may hold the highest one, eight times. */
const CLZ_BY_HALVES = `function $clz(x) -> zeros {
  zeros := 256
  if x {
    zeros := 255
${[128, 64, 32, 16, 8, 4, 2, 1]
  .map((bits) => `    if shr(${bits}, x) { x := shr(${bits}, x) zeros := sub(zeros, ${bits}) }`)
  .join("\n")}
  }
}`;

/** Bits counted in pairs, fours, bytes; the product adds the eight bytes up in the highest. */
const POPCNT = `function $popcnt(x) -> count {
  count := sub(x, and(shr(1, x), 0x5555555555555555))
  count := add(and(count, 0x3333333333333333), and(shr(2, count), 0x3333333333333333))
  count := and(add(count, shr(4, count)), 0x0f0f0f0f0f0f0f0f)
  count := and(shr(56, mul(count, 0x0101010101010101)), 0xff)
}`;

/**
 * Newton's method from a power of two that is above the root by a factor of at most sqrt(2): four steps bring the relative error
 * below 2e-12, a thousandth of 1 for roots below 2^32, and the last line rounds down.
 */
const ISQRT = `function $isqrt(x) -> root {
  if x {
    root := shl(shr(1, sub(257, $clz(x))), 1)
    root := shr(1, add(root, div(x, root)))
    root := shr(1, add(root, div(x, root)))
    root := shr(1, add(root, div(x, root)))
    root := shr(1, add(root, div(x, root)))
    root := sub(root, lt(div(x, root), root))
  }
}`;

/** Factors below 2^64: the product is exact in one word. */
const MUL_DIV = `function $mulDiv(a, b, c) -> quotient {
  if iszero(c) { $reject(1) }
  quotient := div(mul(a, b), c)
  if gt(quotient, ${MAX_INT64}) { quotient := ${MAX_INT64} }
}`;

/** Functions that do not depend on a composition. */
export function arithmeticLibrary(evmVersion: EvmVersion): Library {
  return new Map<string, LibraryFunction>([
    [
      "$reject",
      {
        text: `function $reject(code) {
  mstore(0, 0x${selector}${"00".repeat(28)})
  mstore(4, code)
  revert(0, 0x24)
}`,
      },
    ],
    [
      "$clz",
      {
        text: evmVersion === "osaka" ? "function $clz(x) -> zeros { zeros := clz(x) }" : CLZ_BY_HALVES,
      },
    ],
    ["$popcnt", { text: POPCNT }],
    ["$isqrt", { text: ISQRT, needs: ["$clz"] }],
    ["$mulDiv", { text: MUL_DIV, needs: ["$reject"] }],
  ]);
}
