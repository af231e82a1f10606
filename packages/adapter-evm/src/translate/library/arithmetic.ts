import { keccak256, toHex } from "@chainlearn/core";
import { literal } from "../yul.ts";
import type { Library, LibraryFunction } from "./library.ts";

/** Rules of the chain that the contract is compiled for; only Osaka has an instruction that counts leading zeros. */
export type EvmVersion = "osaka" | "cancun";

/** `trap` of the error catalogue. */
const TRAP_CODE = 1;
const selector = toHex(keccak256(new TextEncoder().encode("Rejected(uint16)")).subarray(0, 4));

const TRAP = `function $trap() {
  mstore(0x20, ${TRAP_CODE})
  $fail()
}`;

const REJECT = `function $reject(code) {
  mstore(0x20, code)
  $fail()
}`;

/** The same as `fail` of contracts/Rejections.sol, which says why the code does not come as an argument. */
const FAIL = `function $fail() {
  mstore(0, 0x${selector}${"00".repeat(28)})
  mstore(4, and(mload(0x20), 0xffff))
  revert(0, 0x24)
}`;

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
 * Newton's method from a power of two that is off by a factor of at most sqrt(2): four steps bring the relative error
 * below 2e-12, less than 0.01 for roots below 2^32, and the last line rounds down.
 */
const ISQRT = `function $isqrt(x) -> root {
  if x {
    root := shl(shr(1, sub(256, $clz(x))), 1)
    root := shr(1, add(root, div(x, root)))
    root := shr(1, add(root, div(x, root)))
    root := shr(1, add(root, div(x, root)))
    root := shr(1, add(root, div(x, root)))
    root := sub(root, lt(div(x, root), root))
  }
}`;

/** Factors below 2^64: the product is exact in one word. */
const MUL_DIV = `function $mulDiv(a, b, c) -> quotient {
  if iszero(c) { $trap() }
  quotient := div(mul(a, b), c)
  if gt(quotient, ${MAX_INT64}) { quotient := ${MAX_INT64} }
}`;

/** Coefficients of docs/spec/math.md in Q31, the highest first. */
const LOG2_COEFFICIENTS = [55494091n, -206064930n, 390732252n, -591847166n, 950358030n] as const;
const EXP2_COEFFICIENTS = [-466327n, -3137985n, -23921469n, -143072779n, -658961730n] as const;

/** f (1 - f) q(f) for f in Q31, q by Horner's rule; every product rounds down. */
function bend(f: string, coefficients: readonly bigint[]): string {
  const q = coefficients
    .map(literal)
    .reduce((sum, coefficient) => `add(sar(31, mul(${sum}, ${f})), ${coefficient})`);
  return `sar(31, mul(shr(31, mul(${f}, sub(0x80000000, ${f}))), ${q}))`;
}

const LOG2 = `function $log2(x) -> y {
  if slt(x, 1) { $trap() }
  let exponent := sub(255, $clz(x))
  let f := shr(32, sub(shl(sub(63, exponent), x), 0x8000000000000000))
  y := add(shl(16, exponent), shr(15, add(add(f, ${bend("f", LOG2_COEFFICIENTS)}), 0x4000)))
}`;

const EXP2 = `function $exp2(x) -> y {
  switch slt(x, ${47n << 16n})
  case 0 { y := ${MAX_INT64} }
  default {
    if iszero(slt(x, ${literal(-17n << 16n)})) {
      let f := shl(15, and(x, 0xffff))
      let v := add(add(0x80000000, f), ${bend("f", EXP2_COEFFICIENTS)})
      let whole := sar(16, x)
      switch slt(whole, 15)
      case 0 { y := shl(sub(whole, 15), v) }
      default { y := shr(sub(15, whole), add(v, shl(sub(14, whole), 1))) }
    }
  }
}`;

/** Functions that do not depend on a composition. */
export function arithmeticLibrary(evmVersion: EvmVersion): Library {
  return new Map<string, LibraryFunction>([
    ["$trap", { text: TRAP, needs: ["$fail"] }],
    ["$reject", { text: REJECT, needs: ["$fail"] }],
    ["$fail", { text: FAIL }],
    [
      "$clz",
      {
        text: evmVersion === "osaka" ? "function $clz(x) -> zeros { zeros := clz(x) }" : CLZ_BY_HALVES,
      },
    ],
    ["$popcnt", { text: POPCNT }],
    ["$isqrt", { text: ISQRT, needs: ["$clz"] }],
    ["$log2", { text: LOG2, needs: ["$trap", "$clz"] }],
    ["$exp2", { text: EXP2 }],
    ["$mulDiv", { text: MUL_DIV, needs: ["$trap"] }],
  ]);
}
