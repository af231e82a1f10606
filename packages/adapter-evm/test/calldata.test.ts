import { contractAbi } from "@chainlearn/adapter-evm";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import type { Contribution, DeploymentReceipt } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { type AbiFunction, type Address, type Hex, toFunctionSelector } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encodeAction, encodeShellCall } from "../src/encode.ts";
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
    expect(functions.length).toBe(13);
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
    expect(await call(withWord(add, 0, 2n ** 16n), value)).toBe("label_out_of_range");
    expect(await call(withWord(add, 0, -1n), value)).toBe("label_out_of_range");
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

  it("is refused where a batch is not what its count and lengths say", async () => {
    const value = 3n * PRICE * chain.baseUnitsPerUnit;
    const add = (count: bigint, batch: string) =>
      call(encodeShellCall("addMany", [count, `0x${batch}`]), value);
    // Label 1, two bytes: feature 1.
    const one = "0001000000020001";
    expect(await add(1n, one)).toBe("accepted");
    expect(await add(2n, one + one)).toBe("accepted");
    expect(await add(0n, "")).toBe("batch_empty");
    expect(await add(0n, one)).toBe("batch_empty");
    expect(await add(257n, one.repeat(257))).toBe("batch_too_large");
    expect(await add(2n ** 256n - 1n, one)).toBe("batch_too_large");
    expect(await add(1n, one + one)).toBe("malformed_message");
    expect(await add(1n, `${one}00`)).toBe("malformed_message");
    // What lies behind the batch is zeros: a sample of no bytes.
    expect(await add(2n, one)).toBe("sample_empty");
    expect(await add(1n, "00010000000200")).toBe("malformed_message");
    expect(await add(1n, "000100000003000100")).toBe("sample_malformed");
    expect(await add(1n, "0001000000040001")).toBe("index_out_of_order");
    expect(await add(1n, "0001ffffffff0001")).toBe("sample_malformed");
  });

  it("is refused where a call of several lies outside the message, and runs nothing else", async () => {
    const refund = encodeAction(action("refund"), { contribution });
    const calls = encodeShellCall("multicall", [[refund]]);
    expect(await call(calls)).toBe("accepted");
    // Word 2 is the call's offset, word 3 its length.
    for (const offset of [2n ** 64n, 2n ** 255n, 100_000n])
      expect(await call(withWord(calls, 2, offset))).toBe("malformed_message");
    expect(await call(withWord(calls, 3, 0n))).toBe("malformed_message");
    expect(await call(withWord(calls, 3, 3n))).toBe("malformed_message");
    expect(await call(withWord(calls, 0, 100_000n))).toBe("malformed_message");
    expect(await call(withWord(calls, 1, 2n ** 200n))).toBe("malformed_message");
  });
});

it("an address without a contract is named when it is asked", async () => {
  const nobody = "0x00000000000000000000000000000000000000aa";
  const attached = await chain.adapter.attach(composition, { ...receipt, address: nobody });
  const expected = { code: "unknown_contract", message: expect.stringMatching(/0{38}aa on eip155:31337/i) };
  await expect(attached.quote()).rejects.toMatchObject(expected);
  await expect(attached.predict(SAMPLE)).rejects.toMatchObject(expected);
  await expect(attached.withdraw({ from: chain.accounts[1]!, to: "nobody" })).rejects.toMatchObject({
    code: "malformed_message",
    message: expect.stringContaining('"nobody"'),
  });
});
