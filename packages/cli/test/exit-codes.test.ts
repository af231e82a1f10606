import { ERROR_CODES, type ErrorCode } from "@chainlearn/core";
import { describe, expect, it } from "vitest";
import { EXIT_CODES, exitKindOf } from "../src/exit-codes.ts";

describe("exit codes", () => {
  it("are different from each other", () => {
    expect(new Set(Object.values(EXIT_CODES)).size).toBe(Object.keys(EXIT_CODES).length);
  });

  it.each(Object.keys(ERROR_CODES) as ErrorCode[])("have a kind for %s", (code) => {
    expect(exitKindOf(ERROR_CODES[code])).not.toBe("unexpected");
    expect(exitKindOf(ERROR_CODES[code])).not.toBe("done");
  });

  it.each([
    ["trap", "refused"],
    ["unsupported", "config"],
    ["sample_empty", "input"],
    ["not_sealed", "refused"],
    ["payment_below_quote", "money"],
    ["too_early", "refused"],
    ["invalid_composition", "config"],
    ["chain_failure", "chain"],
    ["unknown_account", "account"],
    ["receipt_mismatch", "mismatch"],
    ["aborted", "interrupted"],
    ["spend_limit", "money"],
    ["not_confirmed", "usage"],
  ] as const)("say about %s that it is %s", (code, kind) => {
    expect(exitKindOf(ERROR_CODES[code])).toBe(kind);
  });

  it("take a plugin's own rejections for refusals, and numbers that there are not for mistakes", () => {
    expect(exitKindOf(1000)).toBe("refused");
    expect(exitKindOf(699)).toBe("unexpected");
  });
});
