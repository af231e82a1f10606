import { ChainlearnError, type CodeWeights, resolveModel, type Shape } from "@chainlearn/core";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { describe, expect, it } from "vitest";
import { codeLayout, unpackWord } from "../src/code-weights.ts";

const resolved = (features: number, lane: Shape["lane"]) =>
  resolveModel({
    model: sparsePerceptron,
    shape: { features, classes: 2, lane, encoding: "sparse", valueBits: 0, maxEntries: 1 },
  });

describe("weights as code", () => {
  it.each<[features: number, lane: Shape["lane"], CodeWeights["bits"], expected: object]>([
    [1000, 32, 32, { bytesPerWord: 32, wordsPerContract: 767, contracts: 1 }],
    [1000, 32, 16, { bytesPerWord: 16, wordsPerContract: 1535, contracts: 1 }],
    [12_281, 32, 16, { bytesPerWord: 16, wordsPerContract: 1535, contracts: 2 }],
    [12_280, 32, 16, { bytesPerWord: 16, wordsPerContract: 1535, contracts: 1 }],
    // A data contract has room for 6,143 such words; a transaction has not.
    [10_000, 64, 8, { bytesPerWord: 4, wordsPerContract: 2048, contracts: 2 }],
  ])("of %i features in lanes of %i with %i bits a cell", (features, lane, bits, expected) => {
    expect(codeLayout(resolved(features, lane), { bits })).toMatchObject(expected);
  });

  it("are refused beyond 127 data contracts", () => {
    const most = 127 * 767 * 8;
    expect(codeLayout(resolved(most, 32), { bits: 32 }).contracts).toBe(127);
    expect(() => codeLayout(resolved(most + 1, 32), { bits: 32 })).toThrow(ChainlearnError);
    expect(() => codeLayout(resolved(most + 1, 32), { bits: 32 })).toThrow(/unsupported/);
  });

  it("that are not there are 0", () => {
    expect(unpackWord(new Uint8Array(), 64, codeLayout(resolved(1000, 32), { bits: 16 }))).toBe(0n);
  });
});
