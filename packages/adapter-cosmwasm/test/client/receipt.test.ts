import { checkReceipt, type DeploymentReceipt, receiptParts } from "@chainlearn/core";
import { describe, expect, it } from "vitest";
import { newReceipt, planOf, uploadedCodeId, uploadStep } from "../../src/client/receipt.ts";
import { composition } from "./compositions.ts";

const CHAIN = "cosmos:test-1";
const CODE = { checksum: "ab".repeat(32), toolchain: { assemblyscript: "1" } };
const INITIAL = { words: [1n, 2n, 3n], hot: [0n], hash: "cd".repeat(32) };
const receipt = newReceipt(CHAIN, composition(), "wasm1a", { beneficiary: "wasm1b" }, CODE, INITIAL);
const expected = { ...receiptParts(composition()), chain: CHAIN } as const;

const mismatch = (what: string) =>
  expect.objectContaining({ code: "receipt_mismatch", message: expect.stringContaining(what) });

describe("receipts", () => {
  it("fit their own composition, also after a detour through JSON with its keys in another order", () => {
    const reversed = Object.fromEntries(
      Object.entries(JSON.parse(JSON.stringify(receipt)) as DeploymentReceipt).reverse(),
    ) as unknown as DeploymentReceipt;
    const shape = Object.fromEntries(
      Object.entries(receipt.shape).reverse(),
    ) as unknown as typeof receipt.shape;
    checkReceipt({ ...reversed, shape }, expected);
    checkReceipt({ ...reversed, shape }, planOf(receipt));
  });

  it.each<[string, Partial<DeploymentReceipt>]>([
    ["version", { version: 2 as 1 }],
    ["chain", { chain: "cosmos:test-2" }],
    ["kernelIds", { kernelIds: { ...receipt.kernelIds, model: "00".repeat(32) } }],
    ["plugins", { plugins: { ...receipt.plugins, mechanism: "points" } }],
    ["shape", { shape: { ...receipt.shape, lane: 32 } }],
    ["params", { params: { ...receipt.params, learningRate: "2" } }],
  ])("with another %s are refused", (what, change) => {
    expect(() => checkReceipt({ ...receipt, ...change }, expected)).toThrow(mismatch(what));
  });

  it.each<[string, Partial<DeploymentReceipt>]>([
    ["deployer", { deployer: "wasm1z" }],
    ["roles", { roles: {} }],
    ["codeHash", { codeHash: "00".repeat(32) }],
    ["initialStateHash", { initialStateHash: "00".repeat(32) }],
  ])("with another %s cannot be resumed", (what, change) => {
    expect(() => checkReceipt({ ...receipt, ...change }, planOf(receipt))).toThrow(mismatch(what));
  });

  it("remember the code id in the step", () => {
    const step = { step: uploadStep(42), transaction: "AB", gasUsed: "1" };
    expect(uploadedCodeId([{ ...step, step: "something else" }, step])).toBe(42);
    expect(uploadedCodeId([])).toBeUndefined();
  });
});
