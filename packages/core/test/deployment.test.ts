import { describe, expect, it } from "vitest";
import { initialStateOf, type ResolvedComposition, stateHash, toHex } from "../src/index.ts";

/** 40 cells of 16 bits and one hot cell of 48. */
const composition = {
  shape: { features: 40, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 8 },
  layout: { cells: 40, hot: [{ name: "intercept", bits: 48, signed: true, word: 0, bit: 49 }] },
} as unknown as ResolvedComposition;
const malformed = expect.objectContaining({ code: "initial_state_malformed" });

describe("initial state", () => {
  it("is zero where nothing is given", () => {
    expect(initialStateOf(composition)).toMatchObject({ words: [0n, 0n, 0n], hot: [0n] });
    const { words, hot, hash } = initialStateOf(composition, { cells: [-1n], hot: [-3n] });
    expect({ words, hot }).toEqual({ words: [0xffffn, 0n, 0n], hot: [-3n] });
    expect(hash).toBe(toHex(stateHash(words, hot)));
  });

  it.each([
    ["a cell too many", { cells: Array.from({ length: 41 }, () => 0n) }],
    ["a cell out of its lane", { cells: [32_768n] }],
    ["a hot cell too many", { hot: [0n, 0n] }],
    ["a hot cell out of its range", { hot: [2n ** 47n] }],
  ])("is refused with %s", (_, state) => {
    expect(() => initialStateOf(composition, state)).toThrow(malformed);
  });
});
