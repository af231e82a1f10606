import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import type { DeploymentReceipt } from "@chainlearn/core";
import { type Address, type Hex, hexToBytes } from "viem";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { compileComposition } from "../src/compiler/index.ts";
import { bytesToHex } from "../src/encode.ts";
import { composition, deployed, type FullTrainer } from "./support/stage.ts";

describe("verification of the code", () => {
  let chain: AnvilChain;
  let trainer: FullTrainer;
  let receipt: DeploymentReceipt;
  let code: Hex;
  beforeAll(async () => {
    chain = await startAnvil();
    ({ trainer, receipt } = await deployed(chain));
    code = (await chain.client.getCode({ address: receipt.address as Address }))!;
  });
  afterEach(() => setCode(code));
  afterAll(() => chain?.close());

  const setCode = (bytecode: Hex): Promise<void> =>
    chain.client.setCode({ address: receipt.address as Address, bytecode });

  const flipped = (at: number): Hex => {
    const bytes = hexToBytes(code);
    bytes[at]! ^= 1;
    return bytesToHex(bytes);
  };

  it("finds the rebuilt code", async () => {
    const verified = await trainer.verifyCode();
    expect(verified).toEqual({
      matches: true,
      checks: [{ part: "code" }, { part: "instance" }, { part: "creation" }],
      onChain: receipt.codeHash,
      rebuilt: receipt.codeHash,
      kernelIds: composition.kernelIds,
    });
  });

  it("names the first byte that is different", async () => {
    const { immutables } = await compileComposition(composition);
    const gaps = new Set(
      immutables.flatMap(({ offsets }) => offsets.flatMap((at) => [...Array(32).keys()].map((i) => at + i))),
    );
    const length = (code.length - 2) / 2;
    for (const wanted of [0, 1_000, length - 1]) {
      let at = wanted;
      while (gaps.has(at)) at--;
      await setCode(flipped(at));
      const { matches, difference, onChain } = await trainer.verifyCode();
      expect(matches).toBe(false);
      expect(difference).toMatch(
        new RegExp(`^byte ${at} of the code is 0x[0-9a-f]{2}, expected 0x[0-9a-f]{2}$`),
      );
      expect(onChain).not.toBe(receipt.codeHash);
    }
  });

  it("names the parameter, role or deployer that is different", async () => {
    const { immutables } = await compileComposition(composition);
    expect(immutables.map(({ name }) => name).toSorted()).toEqual(
      [
        "DEPLOYER",
        "ORIGINAL",
        "role_beneficiary",
        ...composition.params.map(({ owner, spec }) => `${owner}Param_${spec.name}`),
      ].toSorted(),
    );
    for (const { name, offsets } of immutables) {
      for (const at of offsets) {
        await setCode(flipped(at + 31));
        const { matches, difference, onChain } = await trainer.verifyCode();
        expect(matches).toBe(false);
        expect(difference).toContain(`${name} (byte ${at} of the code) is `);
        expect(onChain).toBe(receipt.codeHash);
      }
    }
  });

  it("sees a longer, a shorter and a missing code", async () => {
    for (const other of [`${code}00`, code.slice(0, -2), "0x"] as Hex[]) {
      await setCode(other);
      expect((await trainer.verifyCode()).difference).toMatch(
        /^byte \d+ of the code is (0x00, expected missing|missing, expected 0x[0-9a-f]{2})$/,
      );
    }
  });

  it("of a clone compares its own code, each of its values, and the code that it runs", async () => {
    const roles = { beneficiary: chain.accounts[6]! };
    const clone = await chain.adapter.deploy(composition, {
      from: chain.accounts[2]!,
      cloneOf: receipt,
      roles,
    });
    const address = clone.receipt.address as Address;
    expect(clone.receipt.implementation).toBe(receipt.address);
    expect(await clone.trainer.verifyCode()).toEqual({
      matches: true,
      checks: [{ part: "code" }, { part: "instance" }, { part: "creation" }],
      onChain: receipt.codeHash,
      rebuilt: receipt.codeHash,
      kernelIds: composition.kernelIds,
    });
    const own = hexToBytes((await chain.client.getCode({ address }))!);
    const names = [
      "DEPLOYER",
      ...composition.params.map(({ owner, spec }) => `${owner}Param_${spec.name}`),
      "role_beneficiary",
    ];
    expect(own.length).toBe(45 + 32 * names.length);
    const differenceWith = async (at: number): Promise<string | undefined> => {
      const changed = Uint8Array.from(own);
      changed[at]! ^= 1;
      await chain.client.setCode({ address, bytecode: bytesToHex(changed) });
      return (await clone.trainer.verifyCode()).difference;
    };
    for (const at of [0, 9, 10, 29, 30, 44])
      expect(await differenceWith(at)).toMatch(new RegExp(`^byte ${at} of the code is 0x`));
    for (const [k, name] of names.entries())
      expect(await differenceWith(45 + 32 * k + 31)).toContain(
        `${name} (byte ${45 + 32 * k} of the code) is `,
      );
    await chain.client.setCode({ address, bytecode: bytesToHex(own.slice(0, -1)) });
    expect((await clone.trainer.verifyCode()).difference).toContain("expected 0x");

    await chain.client.setCode({ address, bytecode: bytesToHex(own) });
    await setCode(flipped(700));
    expect((await clone.trainer.verifyCode()).matches).toBe(false);
    // An implementation that takes a clone for itself would use its own parameters.
    const { immutables } = await compileComposition(composition);
    const places = (name: string) => immutables.find((one) => one.name === name)!.offsets;
    await setCode(flipped(places("ORIGINAL")[0]! + 31));
    expect((await clone.trainer.verifyCode()).difference).toContain("ORIGINAL (byte ");
    await setCode(flipped(places("DEPLOYER")[0]! + 31));
    expect((await clone.trainer.verifyCode()).matches).toBe(true);
  });

  it("does not clone a contract with another code", async () => {
    const transactions = () => chain.client.getTransactionCount({ address: chain.accounts[0] as Address });
    const before = await transactions();
    const clone = () => chain.adapter.deploy(composition, { from: chain.accounts[0]!, cloneOf: receipt });
    await setCode(flipped(0));
    await expect(clone()).rejects.toMatchObject({ code: "receipt_mismatch" });
    await setCode("0x");
    await expect(clone()).rejects.toMatchObject({ code: "receipt_mismatch" });
    expect(await transactions()).toBe(before);
  });

  it("reads the deployer and the roles that a trainer tells from the receipt", async () => {
    expect(trainer.deployer).toBe(chain.accounts[0]);
    expect(trainer.roles).toEqual({ beneficiary: chain.accounts[5] });
    const attached = await chain.adapter.attach(composition, { ...receipt, deployer: chain.accounts[2]! });
    expect((await attached.verifyCode()).difference).toContain("DEPLOYER");
  });
});
