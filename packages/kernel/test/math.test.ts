import { exp2, isqrt, log2, mulDiv } from "@chainlearn/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

// That the in-process host computes the same is tested in every-word.test.ts.

const u64 = fc.oneof(
  fc.bigInt(0n, 2n ** 64n - 1n),
  fc.tuple(fc.nat(63), fc.bigInt(0n, 2n ** 64n - 1n)).map(([shift, v]) => v >> BigInt(shift)),
);
const runs = { seed: 3, numRuns: 5000 };

describe("mulDiv", () => {
  test("is the largest q with q c <= a b, at most 2^63 - 1", () => {
    fc.assert(
      fc.property(u64, u64, u64, (a, b, c) => {
        fc.pre(c > 0n);
        const q = mulDiv(a, b, c);
        if (q === 2n ** 63n - 1n) expect(q * c <= a * b).toBe(true);
        else expect(q * c <= a * b && a * b < (q + 1n) * c).toBe(true);
      }),
      runs,
    );
  });

  test("reads negative numbers as unsigned and traps on 0", () => {
    expect(mulDiv(-1n, 1n, 2n)).toBe(2n ** 63n - 1n);
    expect(mulDiv(-1n, 1n, -1n)).toBe(1n);
    expect(() => mulDiv(1n, 1n, 0n)).toThrow(/^trap/);
    expect(() => mulDiv(1n, 1n, 2n ** 64n)).toThrow(/^trap/);
  });
});

test("isqrt is the floor of the root, up to the last number", () => {
  fc.assert(
    fc.property(u64, (x) => {
      const root = isqrt(x);
      expect(root * root <= x && x < (root + 1n) * (root + 1n)).toBe(true);
    }),
    runs,
  );
  for (const root of [1n, 2n, 65_535n, 2n ** 31n, 2n ** 32n - 1n])
    for (const more of [-1n, 0n, 1n])
      if (root * root + more >= 0n) expect(isqrt(root * root + more)).toBe(more < 0n ? root - 1n : root);
  expect(isqrt(-1n)).toBe(2n ** 32n - 1n);
});

describe("log2", () => {
  test("is exact at powers of two and traps below 1", () => {
    for (let e = 0n; e < 63n; e++) expect(log2(2n ** e)).toBe(e << 16n);
    for (const x of [0n, -1n, -(2n ** 63n)]) expect(() => log2(x)).toThrow(/^trap/);
  });

  test("is within 0.65 of a unit of 2^-16", () => {
    let worst = 0;
    const look = (x: number): void => {
      worst = Math.max(worst, Math.abs(Number(log2(BigInt(x))) - Math.log2(x) * 65_536));
    };
    for (let x = 1; x < 200_000; x++) look(x);
    for (let step = 0; step < 200_000; step++) look(2 ** 51 + step * 11_258_999_068);
    expect(worst).toBeLessThan(0.65);
    expect(worst).toBeGreaterThan(0.5);
  });
});

describe("exp2", () => {
  test("is exact at integers, 0 far below and saturated far above", () => {
    for (let e = -16n; e < 47n; e++) expect(exp2(e << 16n)).toBe(2n ** (e + 16n));
    expect([exp2(-(17n << 16n) - 1n), exp2(-(2n ** 63n))]).toEqual([0n, 0n]);
    expect(exp2(-17n << 16n)).toBe(1n);
    expect([exp2(47n << 16n), exp2(2n ** 63n - 1n)]).toEqual([2n ** 63n - 1n, 2n ** 63n - 1n]);
    expect(exp2((47n << 16n) - 1n)).toBeLessThan(2n ** 63n - 1n);
  });

  test("is within 2^-28.4 of its size, or half a unit where that is more, and never falls", () => {
    let worst = 0;
    for (let f = 0; f < 65_536; f++)
      worst = Math.max(worst, Math.abs(Number(exp2(BigInt(f) + (40n << 16n))) / 2 ** (f / 65_536 + 56) - 1));
    expect(worst).toBeLessThan(2 ** -28.4);
    let before = 0n;
    let falls = 0;
    let worstBelowOne = 0;
    for (let x = -18 * 65_536; x < 0; x += 3) {
      const y = exp2(BigInt(x));
      if (y < before) falls += 1;
      worstBelowOne = Math.max(worstBelowOne, Math.abs(Number(y) - 2 ** (x / 65_536 + 16)));
      before = y;
    }
    expect(falls).toBe(0);
    expect(worstBelowOne).toBeLessThan(0.501);
  });
});
