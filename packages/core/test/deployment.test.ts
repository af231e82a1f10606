import { describe, expect, it } from "vitest";
import {
  type DeploymentReceipt,
  initialStateOf,
  narrowestBits,
  plannedWeights,
  type ResolvedComposition,
  stateHash,
  toHex,
} from "../src/index.ts";

/** 40 cells of 16 bits and one hot cell of 48. */
const composition = {
  shape: { features: 40, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 8 },
  layout: {
    ...{ cells: 40, lanesPerWord: 16, copies: 1 },
    hot: [{ name: "intercept", bits: 48, signed: true, word: 0, bit: 49 }],
  },
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

describe("weights as code", () => {
  const stateWith = (cell: bigint) => initialStateOf(composition, { cells: [0n, cell] });
  const receipt = (codeWeights?: object) => codeWeights && ({ codeWeights } as DeploymentReceipt);
  const none = {} as DeploymentReceipt;

  it.each([
    [0n, 8],
    [127n, 8],
    [-128n, 8],
    [128n, 16],
    [-129n, 16],
    [32_767n, 16],
  ])("need for a cell of %d at least %d bits a cell", (cell, bits) => {
    expect(narrowestBits(composition, stateWith(cell))).toBe(bits);
    expect(plannedWeights(composition, stateWith(cell), { weights: "code" })).toEqual({ bits });
  });

  it("are wished for, or the original's", () => {
    const state = stateWith(1n);
    expect(plannedWeights(composition, state, {})).toBeUndefined();
    expect(plannedWeights(composition, state, { weights: "cells" })).toBeUndefined();
    expect(plannedWeights(composition, state, { cloneOf: none })).toBeUndefined();
    expect(plannedWeights(composition, state, { cloneOf: receipt({ bits: 16 })! })).toEqual({ bits: 16 });
  });

  it("of a clone cannot differ from its original's", () => {
    const mismatch = expect.objectContaining({ code: "receipt_mismatch" });
    const planned = (cell: bigint, options: object) => () =>
      plannedWeights(composition, stateWith(cell), options);
    expect(planned(1n, { cloneOf: none, weights: "code" })).toThrow(mismatch);
    expect(planned(1n, { cloneOf: receipt({ bits: 8 }), weights: "cells" })).toThrow(mismatch);
    expect(planned(128n, { cloneOf: receipt({ bits: 8 }) })).toThrow(mismatch);
  });
});
