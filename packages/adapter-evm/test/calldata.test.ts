import { contractAbi } from "@chainlearn/adapter-evm";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import {
  type ChainlearnError,
  type Contribution,
  checkSample,
  type DeploymentReceipt,
} from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import fc from "fast-check";
import { type AbiFunction, type Address, type Hex, toFunctionSelector } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bytesToHex, encodeAction, encodeShellCall } from "../src/encode.ts";
import {
  codeOf,
  composition,
  contributionOf,
  deployed,
  everything,
  type FullTrainer,
  PRICE,
  SAMPLE,
} from "./support/stage.ts";

let chain: AnvilChain;
let trainer: FullTrainer;
let receipt: DeploymentReceipt;
let contribution: Contribution;
beforeAll(async () => {
  chain = await startAnvil();
  ({ trainer, receipt } = await deployed(chain));
  contribution = contributionOf(
    await trainer.addData({ from: chain.accounts[1]!, sample: SAMPLE, label: 1, pay: PRICE }),
  );
});
afterAll(() => chain?.close());

const call = (data: Hex, value = 0n, account = chain.accounts[1] as Address): Promise<string> =>
  codeOf(chain.client.call({ account, to: receipt.address as Address, data, value }));

/** Calldata with one word replaced. */
const withWord = (data: Hex, word: number, value: bigint): Hex => {
  const at = 10 + 64 * word;
  return `${data.slice(0, at)}${BigInt.asUintN(256, value).toString(16).padStart(64, "0")}${data.slice(at + 64)}` as Hex;
};

const action = (name: string) => stake.manifest.actions.find((candidate) => candidate.name === name)!;

describe("malformed calldata", () => {
  it("is refused by every function, wherever it is cut off", async () => {
    const functions = contractAbi(composition).filter(
      (item): item is AbiFunction => item.type === "function",
    );
    expect(functions.length).toBe(16);
    for (const item of functions.filter(({ inputs }) => inputs.length > 0)) {
      const selector = toFunctionSelector(item);
      for (const rest of ["", "00", "00".repeat(32 * item.inputs.length - 1)])
        expect([item.name, rest.length, await call(`${selector}${rest}` as Hex)]).toEqual([
          item.name,
          rest.length,
          "malformed_message",
        ]);
    }
  });

  it("is refused where a number does not fit its type", async () => {
    const before = await everything(trainer, chain.accounts.slice(0, 2), [contribution]);
    const refund = encodeAction(action("refund"), { contribution });
    expect(await call(refund)).toBe("accepted");
    const tooLarge = [2n ** 48n, 2n ** 40n, 2n ** 160n, 2n ** 16n];
    for (const [word, value] of tooLarge.entries())
      expect([word, await call(withWord(refund, word, value))]).toEqual([word, "malformed_message"]);
    const add = encodeShellCall("addData", [1, "0x0001"]);
    const value = PRICE * chain.baseUnitsPerUnit;
    expect(await call(add, value)).toBe("accepted");
    expect(await call(withWord(add, 0, 2n ** 16n), value)).toBe("malformed_message");
    expect(await call(withWord(add, 0, -1n), value)).toBe("malformed_message");
    expect(await call(encodeShellCall("seal", [[2n ** 63n]]), 0n, chain.accounts[0] as Address)).toBe(
      "already_sealed",
    );
    expect(await everything(trainer, chain.accounts.slice(0, 2), [contribution])).toEqual(before);
  });

  it("is refused where the sample lies outside the message", async () => {
    const add = encodeShellCall("addData", [1, "0x0001"]);
    const value = PRICE * chain.baseUnitsPerUnit;
    for (const offset of [2n ** 64n, 2n ** 255n, -1n, 100_000n])
      expect(await call(withWord(add, 1, offset), value)).toBe("malformed_message");
    for (const length of [33n, 2n ** 32n, 2n ** 64n, -1n])
      expect(await call(withWord(add, 2, length), value)).toBe("malformed_message");
  });
});

describe("the contract's check of samples", () => {
  const { shape } = composition;
  const check = (bytes: Uint8Array): string => {
    try {
      checkSample(bytes, shape);
      return "accepted";
    } catch (error) {
      return (error as ChainlearnError).code;
    }
  };
  const onChain = (bytes: Uint8Array): Promise<string> =>
    codeOf(
      chain.client.call({
        to: receipt.address as Address,
        data: encodeShellCall("predict", [bytesToHex(bytes)]),
      }),
    );
  const encode = (indices: readonly number[]): Uint8Array =>
    Uint8Array.from(indices.flatMap((index) => [index >> 8, index & 255]));

  it("agrees with the core's on every length and place of a mistake", async () => {
    const samples: Uint8Array[] = [];
    for (let count = 0; count <= shape.maxEntries + 1; count++) {
      const indices = Array.from({ length: count }, (_, i) => i);
      samples.push(encode(indices), encode([...indices, shape.features].slice(-count)));
      for (let p = 1; p < count; p++) {
        const repeated = indices.with(p, p - 1);
        samples.push(encode(repeated));
      }
    }
    const found = await Promise.all(samples.map(onChain));
    expect(found).toEqual(samples.map(check));
    expect(new Set(found)).toEqual(
      new Set(["accepted", "sample_empty", "sample_too_large", "index_out_of_order", "index_out_of_range"]),
    );
  });

  it("agrees with the core's on random bytes", async () => {
    const index = fc.oneof(
      fc.nat({ max: 45 }),
      fc.nat({ max: 65_535 }),
      fc.constantFrom(0, 32_767, 32_768, 65_535),
    );
    const sorted = fc
      .uniqueArray(fc.nat({ max: 41 }), { maxLength: 42 })
      .map((list) => list.sort((a, b) => a - b));
    const bytes = fc.oneof(
      sorted.map(encode),
      fc.array(index, { maxLength: 42 }).map(encode),
      fc.uint8Array({ maxLength: 90 }),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (sample) => {
        expect(await onChain(sample)).toBe(check(sample));
      }),
      { numRuns: 400, seed: 3 },
    );
  });
});
