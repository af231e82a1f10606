import { keccak256 } from "@chainlearn/core";
import { describe, expect, it } from "vitest";
import {
  actionMessage,
  addClassMessage,
  addDataMessage,
  initializeMessage,
  instantiateMessage,
  sealMessage,
  snakeCase,
  withdrawMessage,
} from "../../src/client/messages.ts";
import { composition } from "./compositions.ts";

const action = (record: "none" | "sample" | "hash", args: readonly string[] = []) => ({
  name: "payOutAll",
  record,
  args,
  payable: false,
  description: "",
});
const contribution = {
  id: 3,
  time: 1_700_000_000,
  submitter: "wasm1abc",
  label: 1,
  sample: Uint8Array.of(0, 1, 0, 5),
};
const PARTS = { id: 3, time: 1_700_000_000, submitter: "wasm1abc", label: 1 };

describe("messages", () => {
  it("carry parameters as decimal text, also at the ends of i64", () => {
    const message = instantiateMessage(composition(), { beneficiary: "wasm1x" }, "utoken", 1000n);
    expect(message).toEqual({
      params: {
        learningRate: "1",
        interceptRateQ16: "65536",
        costWeightUnits: "1000",
        minDepositUnits: "1000",
        maxDepositUnits: "1000",
        refundWaitSeconds: "1",
        ownerWaitSeconds: "2",
        anyWaitSeconds: "3",
      },
      roles: { beneficiary: "wasm1x" },
      denom: "utoken",
      unit: "1000",
    });
    expect(sealMessage([-(2n ** 63n), 5n])).toEqual({ seal: { hot: ["-9223372036854775808", "5"] } });
  });

  it("carry words and samples as base64", () => {
    expect(initializeMessage(4, [1n])).toEqual({
      initialize: { first_word: 4, words: `AQ${"A".repeat(41)}=` },
    });
    expect(addClassMessage(new Uint8Array(32))).toEqual({ add_class: { name: `${"A".repeat(43)}=` } });
    expect(addDataMessage(1, contribution.sample)).toEqual({ add_data: { label: 1, sample: "AAEABQ==" } });
  });

  it("name actions in snake case and bring the sample, its hash or nothing", () => {
    expect(snakeCase("payOutAll")).toBe("pay_out_all");
    expect(actionMessage(action("sample"), contribution, [])).toEqual({
      pay_out_all: { ...PARTS, sample: "AAEABQ==" },
    });
    const hash = Buffer.from(keccak256(contribution.sample)).toString("base64");
    expect(actionMessage(action("hash"), contribution, [])).toEqual({
      pay_out_all: { ...PARTS, sample_hash: hash },
    });
    expect(actionMessage(action("none"), undefined, [])).toEqual({ pay_out_all: {} });
  });

  it("take a given hash for the sample's", () => {
    const given = { ...contribution, sampleHash: new Uint8Array(32) };
    expect(actionMessage(action("hash"), given, [])).toEqual({
      pay_out_all: { ...PARTS, sample_hash: `${"A".repeat(43)}=` },
    });
  });

  it("have arguments where the manifest has some, or where some are given", () => {
    expect(actionMessage(action("none", ["count"]), undefined, [-1n])).toEqual({
      pay_out_all: { args: ["-1"] },
    });
    expect(actionMessage(action("none"), undefined, [7n])).toEqual({ pay_out_all: { args: ["7"] } });
    expect(actionMessage(action("none", ["count"]), undefined, [])).toEqual({ pay_out_all: { args: [] } });
  });

  it("withdraw to the sender unless another address is given", () => {
    expect(withdrawMessage()).toEqual({ withdraw: {} });
    expect(withdrawMessage("wasm1b")).toEqual({ withdraw: { to: "wasm1b" } });
  });
});
