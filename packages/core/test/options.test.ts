import { describe, expect, it } from "vitest";
import { requireWhole } from "../src/index.ts";
import { codeOf } from "./support.ts";

describe("whole numbers", () => {
  it("are taken from the least to the most", () => {
    for (const value of [-3, 0, 7]) expect(() => requireWhole("n", value, -3, 7)).not.toThrow();
    expect(() => requireWhole("n", Number.MAX_SAFE_INTEGER, 0)).not.toThrow();
  });

  it("are refused outside, and so is what is none", () => {
    const wrong: unknown[] = [-4, 8, 0.5, Number.NaN, Number.POSITIVE_INFINITY, "1", 1n, null];
    for (const value of wrong)
      expect(codeOf(() => requireWhole("n", value as number, -3, 7))).toBe("argument_out_of_range");
    expect(codeOf(() => requireWhole("n", 2 ** 53, 0))).toBe("argument_out_of_range");
  });

  it("are refused with what was given and what is possible", () => {
    expect(() => requireWhole("pause", "5" as unknown as number, 1, 9)).toThrow(
      'pause is "5"; whole numbers from 1 to 9',
    );
    expect(() => requireWhole("logRange", 0, 1)).toThrow(
      "logRange is 0; whole numbers from 1 on are possible.",
    );
  });
});
