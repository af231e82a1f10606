import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { parseEther } from "viem";
import { describe, expect, it } from "vitest";
import { sendAs } from "./support/attackers.ts";

describe("anvil", () => {
  it("has funded accounts, a clock that can be set, free gas and the gas limit of real chains", async () => {
    const chain = await startAnvil({ accounts: 6, genesisSeconds: 1_800_000_000 });
    try {
      expect(chain.adapter.chainId).toBe("eip155:31337");
      expect(new Set(chain.accounts).size).toBe(6);
      expect(await chain.now()).toBe(1_800_000_000);
      const [ann, ben] = chain.accounts as [`0x${string}`, `0x${string}`];
      const before = await chain.balance(ann);
      expect(before).toBeGreaterThan(parseEther("1000"));

      await chain.setTime(1_800_000_500);
      await sendAs(chain, ann, { to: ben, value: 3n });
      expect(await chain.now()).toBe(1_800_000_500);
      await sendAs(chain, ann, { to: ben, value: 4n });
      expect(await chain.now()).toBe(1_800_000_501);
      expect(await chain.balance(ann)).toBe(before - 7n);

      await sendAs(chain, ann, { to: ben, gas: 2n ** 24n });
      await expect(sendAs(chain, ann, { to: ben, gas: 2n ** 24n + 1n })).rejects.toThrow(/gas/);
    } finally {
      await chain.close();
    }
  });

  it("runs several at once, and ends the one that is closed", async () => {
    const [first, second] = await Promise.all([startAnvil(), startAnvil()]);
    try {
      expect(first.url).not.toBe(second.url);
      await first.close();
      await expect(fetch(first.url)).rejects.toThrow();
      expect(await second.now()).toBeGreaterThan(0);
    } finally {
      await second.close();
      await first.close();
    }
  });
});
