import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import type { DeploymentReceipt } from "@chainlearn/core";
import { type Address, encodeDeployData, type Hex, parseEther } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Attacker, adapterOf, compileAttackers, createAttacker, sendAs } from "./support/attackers.ts";
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
let attackers: Readonly<Record<string, Attacker>>;
let trainer: FullTrainer;
let receipt: DeploymentReceipt;
beforeAll(async () => {
  chain = await startAnvil();
  attackers = await compileAttackers();
  ({ trainer, receipt } = await deployed(chain));
});
afterAll(() => chain?.close());

const as = async (wallet: Address): Promise<FullTrainer> =>
  (await (await adapterOf(chain, [wallet])).attach(composition, receipt)) as FullTrainer;

describe("a recipient that refuses payment", () => {
  for (const name of ["Refuser", "GasBurner", "RevertFlooder"]) {
    it(`${name}: is credited, and withdraws to another address`, async () => {
      const wallet = await createAttacker(chain, attackers[name]!);
      const theirs = await as(wallet);
      const added = await theirs.addData({ from: wallet, sample: SAMPLE, label: 1, pay: PRICE + 7n });
      expect(added.entries.map(({ position: _, ...entry }) => entry)).toMatchObject([
        { kind: "dataAdded", actor: wallet, paid: PRICE + 7n, cost: PRICE },
        { kind: "credited", actor: wallet, amount: 7n },
      ]);
      const refunded = await theirs.act("refund", { from: wallet, contribution: contributionOf(added) });
      expect(refunded.entries.map(({ kind }) => kind)).toEqual(["acted", "credited"]);
      expect((await trainer.account(wallet)).credit).toBe(PRICE + 7n);

      const before = await everything(trainer, [wallet], [contributionOf(added)]);
      await expect(theirs.withdraw({ from: wallet })).rejects.toMatchObject({ code: "delivery_failed" });
      expect(await everything(trainer, [wallet], [contributionOf(added)])).toEqual(before);

      const other = chain.accounts[4] as Address;
      const had = await chain.balance(other);
      const withdrawn = await theirs.withdraw({ from: wallet, to: other });
      expect(withdrawn.entries).toMatchObject([
        { kind: "withdrawn", actor: wallet, to: other, amount: PRICE + 7n },
      ]);
      expect(await chain.balance(other)).toBe(had + (PRICE + 7n) * chain.baseUnitsPerUnit);
      expect((await trainer.account(wallet)).credit).toBe(0n);
      await expect(theirs.withdraw({ from: wallet, to: other })).rejects.toMatchObject({
        code: "nothing_to_withdraw",
      });
    });
  }

  it("Flooder: answers with much data, which costs the others nothing, and is paid", async () => {
    const wallet = await createAttacker(chain, attackers.Flooder!);
    const added = await (await as(wallet)).addData({
      from: wallet,
      sample: SAMPLE,
      label: 1,
      pay: PRICE + 7n,
    });
    expect(added.entries.map(({ kind }) => kind)).toEqual(["dataAdded"]);
    expect((await trainer.account(wallet)).credit).toBe(0n);
  });

  it("does not let a withdrawal go to the contract itself", async () => {
    const wallet = await createAttacker(chain, attackers.Refuser!);
    const theirs = await as(wallet);
    await theirs.addData({ from: wallet, sample: SAMPLE, label: 1, pay: PRICE + 9n });
    await expect(theirs.withdraw({ from: wallet, to: receipt.address })).rejects.toMatchObject({
      code: "delivery_failed",
    });
    expect((await trainer.account(wallet)).credit).toBe(9n);
  });
});

describe("coins", () => {
  const address = () => receipt.address as Address;
  const ann = () => chain.accounts[1] as Address;

  it("that come without an entry are refused", async () => {
    const before = await everything(trainer, [ann()], []);
    const send = (data: Hex, value: bigint) =>
      codeOf(chain.client.call({ account: ann(), to: address(), data, value }));
    expect(await send("0x", parseEther("1"))).toBe("payment_not_accepted");
    expect(await send("0x", 1n)).toBe("payment_not_whole_units");
    expect(await send("0x12345678", parseEther("1"))).toBe("payment_not_accepted");
    expect(await send("0x12345678", 1n)).toBe("payment_not_whole_units");
    expect(await send("0x12345678", 0n)).toBe("malformed_message");
    expect(await send("0x", 0n)).toBe("malformed_message");
    const sent = await sendAs(chain, ann(), { to: address(), value: parseEther("1") });
    expect(sent.status).toBe("reverted");
    expect(await everything(trainer, [ann()], [])).toEqual(before);
  });

  it("that are forced in are a surplus, and no entry breaks", async () => {
    const { abi, creationCode } = attackers.Forcer!;
    const before = await everything(trainer, [ann()], []);
    const value = parseEther("3") + 1n;
    await sendAs(chain, chain.accounts[0] as Address, {
      data: encodeDeployData({ abi, bytecode: creationCode, args: [address()] }),
      value,
    });
    const after = await everything(trainer, [ann()], []);
    expect(after).toEqual({ ...before, balance: before.balance + 3_000_000_000n });
    const added = await trainer.addData({ from: ann(), sample: SAMPLE, label: 1, pay: PRICE + 1n });
    await trainer.act("refund", { from: ann(), contribution: contributionOf(added) });
    expect(await everything(trainer, [ann()], [])).toMatchObject({ balance: after.balance });
  });

  it("of 2^63 units or more are refused, with every entry", async () => {
    await chain.client.setBalance({ address: ann(), value: 2n ** 100n });
    const input = { from: ann(), label: 1, sample: Uint8Array.of(0, 1) };
    const payBaseUnits = 2n ** 63n * chain.baseUnitsPerUnit;
    await expect(trainer.rawAddData({ ...input, payBaseUnits })).rejects.toMatchObject({
      code: "payment_too_large",
    });
    await expect(
      trainer.rawAct("take", {
        from: ann(),
        contribution: { id: 0, time: 0, submitter: ann(), label: 0, sample: Uint8Array.of(0, 1) },
        payBaseUnits,
      }),
    ).rejects.toMatchObject({ code: "payment_too_large" });
    const most = await trainer.rawAddData({ ...input, payBaseUnits: payBaseUnits - chain.baseUnitsPerUnit });
    expect(most.entries).toMatchObject([{ kind: "dataAdded", paid: 2n ** 63n - 1n, cost: PRICE }]);
    expect(await chain.balance(ann())).toBe(2n ** 100n - PRICE * chain.baseUnitsPerUnit);
  });
});
