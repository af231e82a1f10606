import { ChainlearnError, errorFromNumber } from "@chainlearn/core";
import { describe, expect, it } from "vitest";
import { rejectionFromText, withPluginErrors } from "../../src/client/rejections.ts";

/** As a wasmd 0.61.14 with cosmjs 0.38 says it; paths of its sources and most of the numbers left out. */
const TEXTS: readonly [code: string, text: string][] = [
  [
    "payment_below_quote",
    "Query failed with (6): rpc error: code = Unknown desc = failed to execute message; message index: 0: chainlearn:300: execute wasm contract failed [keeper.go:452] with gas used: '121244': unknown request",
  ],
  ["sample_empty", "Query failed with (6): chainlearn:103: query wasm contract failed: unknown request"],
  [
    "plugin_error_1000",
    "transaction 91DF: codespace wasm, code 5: failed to execute message; message index: 1: chainlearn:1000: execute wasm contract failed",
  ],
  [
    "trap",
    "Query failed with (6): rpc error: code = Unknown desc = failed to execute message; message index: 0: Error calling the VM: Error executing Wasm: Wasmer runtime error: RuntimeError: unreachable: wasmvm error [keeper.go:445] with gas used: '111349': unknown request",
  ],
  [
    "trap",
    "transaction 91DF: codespace wasm, code 29: failed to execute message; message index: 0: Error calling the VM: Error executing Wasm: Wasmer runtime error: RuntimeError: integer divide by zero: wasmvm error",
  ],
  [
    "malformed_message",
    "Query failed with (6): rpc error: code = Unknown desc = payload msg: invalid [tx.go:135] with gas used: '1174': unknown request",
  ],
  [
    "insufficient_funds",
    "Query failed with (6): rpc error: code = Unknown desc = failed to execute message; message index: 0: spendable balance 9utoken is smaller than 10utoken: insufficient funds [send.go:298]: unknown request",
  ],
  [
    "chain_failure",
    "Broadcasting transaction failed with code 13 (codespace: sdk). Log: insufficient fees; got: 0stake required: 139stake: insufficient fee",
  ],
  [
    "chain_failure",
    "transaction 91DF: codespace sdk, code 11: out of gas in location: Loading CosmWasm module: execute; gasWanted: 98652, gasUsed: 116364: out of gas",
  ],
  [
    "chain_failure",
    "failed to execute message; message index: 0: Error calling the VM: Error during static Wasm validation: Wasm bytecode could not be deserialized: create wasm contract failed",
  ],
  [
    "chain_failure",
    "Query failed with (26): cannot query with height in the future; please provide a valid height: invalid height",
  ],
  [
    "history_pruned",
    '{"code":-32603,"message":"Internal error","data":"height 5 is not available, lowest height is 412"}',
  ],
  [
    "history_pruned",
    "Query failed with (18): failed to load state at height 5; version mismatch on immutable IAVL tree; version does not exist. Version has either been pruned, or is for a future block height (latest height: 912): invalid request",
  ],
  [
    "history_pruned",
    "Query failed with (18): failed to load state at height 5; version does not exist (latest height: 912): invalid request",
  ],
  ["chain_failure", "fetch failed"],
];

describe("what a chain's text stands for", () => {
  it.each(TEXTS)("%s: %s", (code, text) => {
    const cause = new Error(text);
    const error = rejectionFromText(text, cause);
    expect(error).toBeInstanceOf(ChainlearnError);
    expect(error.code).toBe(code);
    expect(error.cause).toBe(cause);
  });
});

describe("a plugin's own numbers", () => {
  const names = { 1000: "purse_denies" };
  const reject = (error: unknown) => withPluginErrors(names, () => Promise.reject(error));

  it("get the manifest's name", async () => {
    await expect(reject(errorFromNumber(1000, ""))).rejects.toMatchObject({
      code: "purse_denies",
      number: 1000,
    });
  });

  it("leave everything else alone", async () => {
    await expect(reject(errorFromNumber(1001, ""))).rejects.toMatchObject({ code: "plugin_error_1001" });
    await expect(reject(errorFromNumber(300, ""))).rejects.toMatchObject({ code: "payment_below_quote" });
    const other = new TypeError("no");
    await expect(reject(other)).rejects.toBe(other);
    expect(await withPluginErrors(names, async () => 7)).toBe(7);
  });
});
