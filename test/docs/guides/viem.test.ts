import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import type { Deployment } from "@chainlearn/core";
import { createPublicClient, http } from "viem";
import { foundry } from "viem/chains";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addAndClaim, composition, readerOf, watch, writerOf } from "./viem.ts";
import { logOf, predictAt } from "./viem-by-hand.ts";
import { advice } from "./viem-errors.ts";

describe("the guide for viem", () => {
  let chain: AnvilChain;
  let deployment: Deployment;

  beforeAll(async () => {
    chain = await startAnvil();
    deployment = await chain.adapter.deploy(composition, { from: chain.accounts[0]! });
  });
  afterAll(() => chain?.close());

  it("adds, claims, watches and tells what is wrong", async () => {
    const { receipt, trainer } = deployment;
    const reader = readerOf(chain.url, receipt);
    const writer = writerOf(chain.url, receipt, chain.signers[1]!);
    const [seen, stop] = watch(reader, receipt.block);
    const { price, entries, gasUsed, label, found, credit } = await addAndClaim(reader, writer);
    expect(entries).toMatchObject([{ kind: "dataAdded", id: 0, label: 1, cost: price }]);
    expect(gasUsed).toBeGreaterThan(50_000n);
    expect([label, found?.contribution.id, credit]).toEqual([1, 0, 0n]);
    await expect.poll(() => seen, { timeout: 30_000 }).toHaveLength(2);
    stop();
    expect(seen).toEqual([`0: label 1, ${price} units`, `0: ${price} units paid`]);

    const { contribution } = found!;
    const again = await writer.mechanism.refund({ contribution }).catch((error: unknown) => error);
    expect(advice(again)).toBe("You have it back already.");
    const cheap = await writer
      .addData({ sample: { indices: [1] }, label: 0, pay: 1n })
      .catch((error: unknown) => error);
    expect(advice(cheap)).toMatch(/quote/i);
    expect(() => advice(new TypeError("other"))).toThrow("other");

    const client = createPublicClient({ chain: foundry, transport: http(chain.url) });
    const address = receipt.address as `0x${string}`;
    expect(await predictAt(client, address, composition.shape, { indices: [3] })).toBe(1);
    expect(await logOf(client, address, BigInt(receipt.block))).toEqual(await trainer.log());
  });
});
