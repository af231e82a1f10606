import { assertEqual } from "../assert.ts";
import type { Check } from "./check.ts";
import { MAX, MIN, OPERATION } from "./probe-numbers.ts";
import { ProbeStage } from "./probe-stage.ts";

type Vector = readonly [operation: number, args: readonly bigint[], result: bigint];

const { mulDiv, isqrt, log2, exp2 } = OPERATION;
const Q16 = 65_536n;

/** Known answers; `log2` and `exp2` by docs/spec/math.md. The kernel package's tests hold its functions to them too. */
export const MATH_VECTORS: readonly Vector[] = [
  [mulDiv, [MAX, MAX, MAX], MAX],
  [mulDiv, [-1n, -1n, -1n], MAX],
  [mulDiv, [-1n, 2n, 3n], MAX],
  [mulDiv, [MAX, 3n, 2n], MAX],
  [mulDiv, [2n ** 40n, 2n ** 40n + 1n, 12_345_678_901n], 97_922_992_272_041n],
  [mulDiv, [7n, 9n, MIN], 0n],
  [mulDiv, [MIN, 2n, -1n], 1n],
  [isqrt, [0n], 0n],
  [isqrt, [3n], 1n],
  [isqrt, [10n ** 18n], 10n ** 9n],
  [isqrt, [MAX], 3_037_000_499n],
  [isqrt, [MIN], 3_037_000_499n],
  [isqrt, [-1n], 2n ** 32n - 1n],
  [log2, [1n], 0n],
  [log2, [3n], 103_872n],
  [log2, [65_535n], 1_048_575n],
  [log2, [1_000_003n], 1_306_236n],
  [log2, [0x123456789abcdefn], 3_682_220n],
  [log2, [MAX], 63n * Q16],
  [exp2, [MIN], 0n],
  [exp2, [-17n * Q16 - 1n], 0n],
  [exp2, [-17n * Q16], 1n],
  [exp2, [-0x12345n], 29_784n],
  [exp2, [-1n], 65_535n],
  [exp2, [0n], Q16],
  [exp2, [1n], 65_537n],
  [exp2, [0x12345n], 144_206n],
  [exp2, [47n * Q16 - 1n], 9_223_274_485_262_581_760n],
  [exp2, [47n * Q16], MAX],
  [exp2, [MAX], MAX],
];

export const probeMathChecks: readonly Check[] = [
  {
    id: "probe-math",
    title: "calculates what mulDiv, isqrt, log2 and exp2 are specified to be",
    async run(context) {
      const probe = await ProbeStage.open(context);
      for (const [operation, args, result] of MATH_VECTORS)
        assertEqual(
          await probe.evaluate("without", operation, args),
          result,
          `operation ${operation} of ${args.join(", ")}`,
        );
    },
  },
];
