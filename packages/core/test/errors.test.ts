import { describe, expect, expectTypeOf, it } from "vitest";
import {
  ChainlearnError,
  ERROR_CODES,
  type ErrorCode,
  errorCode,
  errorFromNumber,
  FIRST_PLUGIN_ERROR,
  isChainlearnError,
  located,
  REMEDIES,
} from "../src/index.ts";

const entries = Object.entries(ERROR_CODES) as [ErrorCode, number][];

describe("error catalogue", () => {
  it("gives no number twice", () => {
    expect(new Set(entries.map(([, number]) => number)).size).toBe(entries.length);
  });

  it("keeps below the plugins' numbers, which fit 16 bits", () => {
    for (const [, number] of entries) {
      expect(Number.isInteger(number) && number > 0 && number < FIRST_PLUGIN_ERROR).toBe(true);
    }
  });

  /** Numbers are in contracts that cannot change: a new code is added here, an old one never changes. */
  it("keeps its numbers", () => {
    expect(entries.map(([name, number]) => `${number} ${name}`)).toMatchInlineSnapshot(`
      [
        "1 trap",
        "2 reentrant_call",
        "3 unsupported",
        "100 malformed_message",
        "101 label_out_of_range",
        "102 sample_malformed",
        "103 sample_empty",
        "104 sample_too_large",
        "105 index_out_of_order",
        "106 index_out_of_range",
        "107 argument_out_of_range",
        "108 parts_malformed",
        "109 batch_empty",
        "110 batch_too_large",
        "200 not_sealed",
        "201 already_sealed",
        "202 not_deployer",
        "203 state_incomplete",
        "204 wrong_chunk",
        "205 initial_state_malformed",
        "206 classes_full",
        "300 payment_below_quote",
        "301 payment_not_whole_units",
        "302 payment_wrong_denomination",
        "303 payment_not_accepted",
        "304 payment_too_large",
        "305 nothing_to_withdraw",
        "306 delivery_failed",
        "307 deposit_too_large",
        "400 unknown_record",
        "401 not_submitter",
        "402 own_contribution",
        "403 too_early",
        "404 already_claimed",
        "405 nothing_left",
        "406 model_disagrees",
        "407 model_agrees",
        "408 not_validated",
        "409 share_is_zero",
        "410 not_permitted",
        "411 ids_exhausted",
        "412 duplicate_data",
        "413 stale_proof",
        "600 invalid_composition",
        "601 invalid_kernel",
        "602 compile_failed",
        "603 contract_too_large",
        "604 unknown_plugin",
        "605 unknown_account",
        "606 chain_failure",
        "607 insufficient_funds",
        "608 receipt_mismatch",
        "609 invalid_id",
        "610 invalid_log",
        "611 aborted",
        "612 model_mismatch",
        "613 invalid_model_file",
        "614 encoder_mismatch",
        "615 list_too_large",
        "620 transaction_pending",
        "621 transaction_replaced",
        "622 rate_limited",
        "623 history_pruned",
        "624 nodes_disagree",
        "630 invalid_config",
        "631 invalid_file",
        "632 spend_limit",
        "633 invalid_keystore",
        "634 not_confirmed",
        "635 not_deployed",
        "636 in_use",
        "640 unknown_deployment",
        "641 log_changed",
        "642 store_failure",
        "650 unknown_kernel",
        "651 unknown_contract",
        "652 undescribed_contract",
        "653 creation_not_found",
        "654 fuel_exhausted",
        "655 memory_exhausted",
      ]
    `);
  });

  it.each(entries)("%s is found by its number %d and says its name", (code, number) => {
    const error = errorFromNumber(number, "because.");
    expect(error).toBeInstanceOf(ChainlearnError);
    expect(error).toMatchObject({ code, number, name: "ChainlearnError", details: {} });
    expect(error.message.startsWith(`${code}: because.`)).toBe(true);
    expect(new ChainlearnError(code, "because.").number).toBe(number);
  });

  it.each(entries)("%s says what to do", (code) => {
    const error = new ChainlearnError(code, "because.");
    expect(error.remedy).toBe(REMEDIES[code]);
    expect(error.message).toBe(`${code}: because. ${REMEDIES[code]}`);
    expect(REMEDIES[code]).toMatch(/^[A-Z].{10,}\.$/);
  });

  it("leaves a plugin's rejections without advice of its own", () => {
    expect(errorFromNumber(1000, "m", { 1000: "market_closed" })).toMatchObject({
      message: "market_closed: m",
      remedy: undefined,
    });
  });

  it("names a plugin's rejection, with and without the plugin's help", () => {
    expect(errorFromNumber(1000, "m", { 1000: "market_closed" })).toMatchObject({
      code: "market_closed",
      number: 1000,
    });
    expect(errorFromNumber(65_535, "m")).toMatchObject({ code: "plugin_error_65535", number: 65_535 });
  });

  it("does not let a plugin rename a catalogued error", () => {
    expect(errorFromNumber(403, "m", { 403: "other" }).code).toBe("too_early");
  });

  it("can be walked to its cause", () => {
    const root = new TypeError("socket closed");
    const middle = new Error("request failed", { cause: root });
    const error = new ChainlearnError("chain_failure", "m", { cause: middle, details: { block: 7 } });
    expect(error.walk((e) => e instanceof TypeError)).toBe(root);
    expect(error.walk((e) => e instanceof ChainlearnError)).toBe(error);
    expect(error.walk(() => false)).toBeUndefined();
    expect(error.details).toEqual({ block: 7 });
    expect(errorFromNumber(1, "m", {}, root).cause).toBe(root);
    expect("cause" in errorFromNumber(1, "m")).toBe(false);
  });

  it("is recognised by its parts: plugins may bring a copy of this package", () => {
    const foreign = Object.assign(new Error("m"), { name: "ChainlearnError", code: "trap", number: 1 });
    expect(isChainlearnError(foreign)).toBe(true);
    expect(isChainlearnError(new ChainlearnError("trap", "m"))).toBe(true);
    for (const other of [new Error("m"), { ...foreign, name: "ChainlearnError" }, undefined, "trap"])
      expect(isChainlearnError(other)).toBe(false);
  });

  it("is told apart by a switch that the compiler checks", () => {
    const advice = (error: unknown): string => {
      switch (errorCode(error, { errors: { 1000: "market_closed" } as const })) {
        case "too_early":
          return "wait";
        case "market_closed":
          return "choose another";
        // @ts-expect-error neither the catalogue nor the plugin has it
        case "market_open":
          return "";
        case "plugin_error":
          return "ask its author";
        case undefined:
          return "not ours";
        default:
          return "give up";
      }
    };
    const errors = [403, 1000, 2000, 1].map((number) => errorFromNumber(number, "m"));
    expect([...errors, new Error("m")].map(advice)).toEqual([
      "wait",
      "choose another",
      "ask its author",
      "give up",
      "not ours",
    ]);
    expectTypeOf(errorCode(errors[0])).toEqualTypeOf<ErrorCode | "plugin_error" | undefined>();
  });
});

describe("the place of an error", () => {
  it("stands before what happened, and the remedy stays behind it", () => {
    const error = new ChainlearnError("too_early", "refund of 7.", { details: { id: 7 } });
    const placed = located(located(error, "item 3"), "line 5 of a.jsonl", { line: 5 });
    expect(placed).toMatchObject({
      code: "too_early",
      number: ERROR_CODES.too_early,
      message: `too_early: line 5 of a.jsonl: item 3: refund of 7. ${REMEDIES.too_early}`,
      remedy: REMEDIES.too_early,
      details: { id: 7, line: 5 },
    });
  });

  it("is said of plugins' errors too, and of no other", () => {
    const closed = new ChainlearnError({ name: "market_closed", number: 1000 }, "since yesterday.");
    expect(located(closed, "item 0")).toMatchObject({
      code: "market_closed",
      number: 1000,
      message: "market_closed: item 0: since yesterday.",
      remedy: undefined,
    });
    const other = new TypeError("x");
    expect(located(other, "item 0")).toBe(other);
  });
});
