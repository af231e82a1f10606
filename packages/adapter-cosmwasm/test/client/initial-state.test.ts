import { describe, expect, it } from "vitest";
import { initialWords } from "../../src/client/initial-state.ts";
import { composition } from "./compositions.ts";

const malformed = expect.objectContaining({ code: "initial_state_malformed" });

describe("initial state", () => {
  it("is zero where nothing is given", () => {
    expect(initialWords(composition())).toEqual({ words: [0n, 0n, 0n], hot: [0n] });
    expect(initialWords(composition(), { cells: [-1n], hot: [-3n] })).toEqual({
      words: [0xffffn, 0n, 0n],
      hot: [-3n],
    });
  });

  it.each([
    ["a cell too many", { cells: Array.from({ length: 41 }, () => 0n) }],
    ["a cell out of its lane", { cells: [32_768n] }],
    ["a hot cell too many", { hot: [0n, 0n] }],
    ["a hot cell out of its range", { hot: [2n ** 47n] }],
  ])("is refused with %s", (_, state) => {
    expect(() => initialWords(composition(), state)).toThrow(malformed);
  });
});
