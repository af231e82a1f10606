import { chainlearnActions, createEvmAdapter, type EvmAdapterOptions } from "@chainlearn/adapter-evm";
import { createPublicClient, custom } from "viem";
import { foundry } from "viem/chains";
import { describe, expect, it } from "vitest";
import { watchTrainer } from "../src/viem/watch.ts";
import { composition } from "./support/stage.ts";

const refusal = expect.objectContaining({ code: "argument_out_of_range" });
const nobody = async (): Promise<never> => {
  throw new Error("nobody is to be asked");
};
const transport = custom({ request: nobody });
const create = (change: Partial<EvmAdapterOptions>) =>
  createEvmAdapter({ chain: foundry, transport, signers: [], ...change });

describe("an adapter", () => {
  it.each([
    "logRange",
    "confirmations",
    "pollingIntervalMs",
    "receiptTimeoutMs",
    "rebroadcastMs",
    "replaceAfterMs",
    "lagMs",
  ] as const)("is not made with a %s out of range", (name) => {
    const least = ["logRange", "confirmations", "pollingIntervalMs"].includes(name) ? 1 : 0;
    for (const value of [least - 1, 0.5, Number.NaN, -Infinity, "10" as unknown as number])
      expect(() => create({ [name]: value })).toThrow(refusal);
    expect(() => create({ [name]: least })).not.toThrow();
    if (name === "replaceAfterMs") expect(() => create({ [name]: Number.POSITIVE_INFINITY })).not.toThrow();
    else expect(() => create({ [name]: Number.POSITIVE_INFINITY })).toThrow(refusal);
  });
});

describe("a viem client", () => {
  it("asks nothing with a range of logs or a pause between two looks that is none", async () => {
    const receipt = { address: "0x" } as never;
    const actions = (change: object, logRange: number) =>
      createPublicClient({ chain: foundry, transport, ...change }).extend(
        chainlearnActions({ composition, receipt, logRange }),
      );
    await expect(actions({}, 0).logEntries()).rejects.toEqual(refusal);
    await expect(actions({ pollingInterval: 0 }, 1).quote()).rejects.toEqual(refusal);
    for (const pollingInterval of [0, Number.NaN])
      expect(() =>
        watchTrainer(nobody, 4_000, { onEntries: () => {}, pollingIntervalMs: pollingInterval }),
      ).toThrow(refusal);
  });
});
