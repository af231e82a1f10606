import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChainlearnError } from "../src/index.ts";
import {
  assertEqual,
  assertRejects,
  assertThat,
  CheckFailure,
  firstDifference,
  integerSquareRoot,
  Random,
  rejectionOf,
  stakeQuote,
  stakeShare,
} from "../src/testing/index.ts";

describe("assertions of the suites", () => {
  it.each([
    [1n, 1n],
    [{ a: [1n, new Map([[1, "x"]])] }, { a: [1n, new Map([[1, "x"]])] }],
    [Uint8Array.of(1), Uint8Array.of(1)],
    [{ a: undefined }, {}],
    [Number.NaN, Number.NaN],
  ])("%o equals %o", (actual, expected) => {
    expect(firstDifference(actual, expected)).toBeUndefined();
    assertEqual(actual, expected, "values");
  });

  it.each([
    [1n, 1, "value"],
    [0, -0, "value"],
    [{ a: { b: 1n } }, { a: { b: 2n } }, "a.b"],
    [{ a: 1 }, {}, "a"],
    [{}, { a: 1 }, "a"],
    [[1, 2], [1], "1"],
    [[], {}, "value"],
    [null, {}, "value"],
    [new Map([["k", 1n]]), new Map([["k", 2n]]), "k"],
    [Uint8Array.of(1), Uint8Array.of(2), "value"],
    [undefined, 0n, "value"],
  ])("%o differs from %o at %s", (actual, expected, path) => {
    expect(firstDifference(actual, expected)?.split(" ")[0]).toBe(path);
    expect(() => assertEqual(actual, expected, "values")).toThrow(CheckFailure);
  });

  it("tells a refusal with a code from everything else", async () => {
    const refuse = () => Promise.reject(new ChainlearnError("too_early", "m"));
    expect(await rejectionOf("x", refuse)).toBe("too_early");
    await assertRejects("too_early", "x", refuse);
    await expect(assertRejects("trap", "x", refuse)).rejects.toThrow(/too_early; trap was expected/);
    await expect(rejectionOf("x", async () => 1)).rejects.toThrow(/was accepted/);
    await expect(rejectionOf("x", () => Promise.reject(new TypeError("bug")))).rejects.toThrow(
      /TypeError: bug/,
    );
    expect(() => assertThat(false, "no")).toThrow(CheckFailure);
  });
});

describe("Random", () => {
  it("is Mulberry32: the first numbers of the published generator", () => {
    const random = new Random(1);
    expect([random.next(), random.next(), random.next()]).toEqual([2_693_262_067, 11_749_833, 2_265_367_787]);
  });

  it("stays within bounds and honours weights", () => {
    const random = new Random(5);
    const counts = { a: 0, b: 0, never: 0 };
    for (let i = 0; i < 4_000; i++) {
      const number = random.between(-3, 3);
      expect(number >= -3 && number <= 3 && Number.isInteger(number)).toBe(true);
      counts[random.weighted({ a: 3, b: 1, never: 0 })] += 1;
    }
    expect(counts.never).toBe(0);
    expect(counts.a / counts.b).toBeGreaterThan(2.5);
    expect(counts.a / counts.b).toBeLessThan(3.5);
    expect(() => random.pick([])).toThrow(RangeError);
    expect(() => random.weighted({ a: 0 })).toThrow(RangeError);
  });
});

describe("stake formulas", () => {
  const terms = { costWeightUnits: 60_000n, minDepositUnits: 0n, maxDepositUnits: 10n ** 12n };

  it("take integer square roots exactly", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n }), (x) => {
        const root = integerSquareRoot(x);
        expect(root * root <= x && x < (root + 1n) * (root + 1n)).toBe(true);
      }),
      { seed: 13 },
    );
  });

  it.each([
    [3_600n, 60_000n],
    [1n, 3_600_000n],
    [0n, 3_600_000n],
    [4n, 1_800_000n],
    [14_400n, 30_000n],
    [2n ** 40n, 77n],
  ])("quote after %d idle seconds: %d units", (idle, units) => {
    expect(stakeQuote(terms, idle)).toBe(units);
  });

  it("keep within floor and cap", () => {
    const bounded = { ...terms, minDepositUnits: 100n, maxDepositUnits: 1_000n };
    expect([stakeQuote(bounded, 1n), stakeQuote(bounded, 2n ** 40n)]).toEqual([1_000n, 100n]);
  });

  it.each([
    [900n, 900n, 1n, 3n, 300n],
    [900n, 200n, 1n, 3n, 200n],
    [1n, 1n, 1n, 2n, 0n],
    [10n, 10n, 2n, 3n, 6n],
  ])("share of %d with %d left, %d of %d: %d", (deposit, left, own, all, share) => {
    expect(stakeShare({ deposit, left }, own, all)).toBe(share);
  });
});
