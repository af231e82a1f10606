import type { SignedTransaction } from "@chainlearn/core";
import type { CometClient } from "@cosmjs/tendermint-rpc";
import { describe, expect, it } from "vitest";
import { settle } from "../../src/cosmjs/settle.ts";

const signed: SignedTransaction = {
  what: "MsgStoreCode",
  from: "wasm1ann",
  number: 7,
  transaction: "AB".repeat(32),
  bytes: "00",
};
const REFUSAL = { code: 13, codespace: "sdk", log: "insufficient fees; got: 10u required: 20u" };
const TAKEN = { code: 0, codespace: "", log: "" };

/** A node whose blocks are empty. */
const node = (broadcastTxSync: () => Promise<object>): CometClient =>
  ({
    broadcastTxSync,
    tx: () => Promise.reject(new Error("tx not found")),
    txSearch: async () => ({ txs: [] }),
  }) as unknown as CometClient;

const options = { pollingIntervalMs: 1, receiptTimeoutMs: 10, onSent: (): void => {} };

describe("a transaction that the node refuses", () => {
  it("never happens when it was just signed", async () => {
    const fate = await settle(
      node(async () => REFUSAL),
      signed,
      options,
    );
    expect(fate).toMatchObject({ kind: "refused", error: { code: "chain_failure" } });
  });

  it("may happen when it was sent before; the error says why it does not, and what ends it", async () => {
    const pending = settle(
      node(async () => REFUSAL),
      signed,
      { ...options, mayBeSent: true },
    );
    await expect(pending).rejects.toMatchObject({ code: "transaction_pending" });
    for (const part of [REFUSAL.log, `${signed.from} with the sequence number ${signed.number}`])
      await expect(pending).rejects.toThrow(part);
  });

  it("may happen when a node has it", async () => {
    const pending = settle(
      node(async () => TAKEN),
      signed,
      options,
    );
    await expect(pending).rejects.toMatchObject({ code: "transaction_pending" });
    await expect(pending).rejects.not.toThrow("refuses");
  });
});
