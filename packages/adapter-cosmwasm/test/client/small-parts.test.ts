import { setTimeout as wait } from "node:timers/promises";
import { baseUnitsPerUnit } from "@chainlearn/core";
import { describe, expect, it } from "vitest";
import { createCosmWasmAdapter } from "../../src/adapter.ts";
import { sleep } from "../../src/client/abort.ts";
import { coinsOf } from "../../src/client/amounts.ts";
import { chainIdOf } from "../../src/cosmjs/chain-id.ts";
import { connectCosmWasm } from "../../src/cosmjs/connect.ts";
import { mnemonicSigner } from "../../src/cosmjs/signers.ts";
import { EmbeddedChain } from "../../src/embedded/chain.ts";

const code = (name: string) => expect.objectContaining({ code: name });

describe("amounts", () => {
  it("have units of 10^max(0, decimals - 9) base units", () => {
    expect([0, 6, 9, 10, 18].map(baseUnitsPerUnit)).toEqual([1n, 1n, 1n, 10n, 10n ** 9n]);
  });

  it("send no coins of 0, which chains refuse", () => {
    expect(coinsOf("uatom", 0n)).toEqual([]);
    expect(coinsOf("uatom", 2n ** 70n)).toEqual([{ denom: "uatom", amount: "1180591620717411303424" }]);
  });
});

describe("chain ids", () => {
  it("are CAIP-2, hashed where the network's name does not fit", () => {
    expect(chainIdOf("osmo-test-5")).toBe("cosmos:osmo-test-5");
    // First sixteen digits of the sha256 of the name, by coreutils.
    expect(chainIdOf("a name with spaces")).toBe("cosmos:hashed-43998174df22ca59");
    expect(chainIdOf("hashed-abc")).toMatch(/^cosmos:hashed-[0-9a-f]{16}$/);
    expect(chainIdOf("x".repeat(33))).toMatch(/^cosmos:hashed-[0-9a-f]{16}$/);
  });
});

describe("waiting", () => {
  it("ends at once when the signal fires", async () => {
    const abort = new AbortController();
    const waiting = sleep(1_000_000, abort.signal, "this");
    await wait(1);
    abort.abort(new Error("enough"));
    await expect(waiting).rejects.toMatchObject({ code: "aborted", cause: new Error("enough") });
    await expect(sleep(1, abort.signal, "this")).rejects.toEqual(code("aborted"));
  });

  it("ends in time without one", async () => {
    await expect(sleep(1, undefined, "this")).resolves.toBeUndefined();
  });
});

describe("connecting", () => {
  const options = { rpc: "http://127.0.0.1:9", denom: "uatom", decimals: 6, gasPrice: "0.1uatom" };

  it.each([
    ["a websocket", { rpc: "ws://127.0.0.1:9" }],
    ["no address", { rpc: [] }],
    ["impossible decimals", { decimals: 19 }],
    ["a margin below 1", { gasMargin: 0.9 }],
    ["a margin that is no number", { gasMargin: Number.NaN }],
    ["a price without a denomination", { gasPrice: "0.1" }],
    ["no pause between two looks", { pollingIntervalMs: 0 }],
    ["an endless wait", { receiptTimeoutMs: Number.POSITIVE_INFINITY }],
  ])("is not tried with %s", async (_, change) => {
    await expect(connectCosmWasm({ ...options, ...change })).rejects.toEqual(code("argument_out_of_range"));
  });

  it("fails with an endpoint that does not answer", async () => {
    await expect(connectCosmWasm(options)).rejects.toEqual(code("chain_failure"));
  });

  it.each([0, 0.5, 4097, Number.NaN])("does not upload %d words in a transaction", (wordsPerTransaction) => {
    const connection = new EmbeddedChain();
    expect(() => createCosmWasmAdapter({ connection, wordsPerTransaction })).toThrow(
      expect.objectContaining({ code: "argument_out_of_range" }),
    );
  });

  it.each([{ decimals: 19 }, { startSeconds: 0.5 }, { blockSeconds: -1 }, { accounts: Number.NaN }])(
    "to a chain in the process is not tried with %j",
    (change) => {
      expect(() => new EmbeddedChain(change)).toThrow(
        expect.objectContaining({ code: "argument_out_of_range" }),
      );
    },
  );
});

describe("mnemonics", () => {
  it("give the accounts of m/44'/118'/0'/0/i", async () => {
    const signer = await mnemonicSigner(` ${"abandon ".repeat(11)}about\n`, { prefix: "cosmos", count: 2 });
    const [first, second] = await signer.getAccounts();
    expect(first!.address).toBe("cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4");
    expect(second!.address).not.toBe(first!.address);
  });

  it("are not quoted when they are wrong", async () => {
    const wrong = "correct horse battery staple";
    const error = await mnemonicSigner(wrong, { prefix: "cosmos" }).catch((caught: unknown) => caught);
    expect(error).toEqual(code("unknown_account"));
    expect((error as Error).message).not.toContain("horse");
    expect((error as Error).cause).toBeUndefined();
  });
});
