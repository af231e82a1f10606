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
