import { verify } from "@chainlearn/adapter-local";
import { beforeEach, describe, expect, it } from "vitest";
import { probeComposition } from "./support/compositions.ts";
import { contribute, expectRefused, type Stage, setStage } from "./support/stage.ts";

describe("payments", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await setStage(probeComposition());
    await contribute(stage, stage.alice, [1], 1);
  });

  const pay = (units: bigint, from = stage.bob) => stage.trainer.act("payCaller", { from, args: [units] });
  const units = async (address: string) =>
    (await stage.chain.balance(address)) / stage.chain.baseUnitsPerUnit;
  const credit = async (address: string) => (await stage.trainer.account(address)).credit;

  it("go to the sender of the call", async () => {
    const before = await units(stage.bob);
    const { entries } = await pay(4n);
    expect(entries).toMatchObject([{ kind: "acted", amount: 4n }]);
    expect(entries).toHaveLength(1);
    expect((await units(stage.bob)) - before).toBe(4n);
    expect(await units(stage.address)).toBe(6n);
  });

  it("of 0 are none", async () => {
    stage.chain.setBlocked(stage.bob, true);
    expect((await pay(0n)).entries).toMatchObject([{ amount: 0n }]);
    expect(await credit(stage.bob)).toBe(0n);
  });

  it("to somebody else are credited, without an entry of their own", async () => {
    const contribution = await contribute(stage, stage.alice, [2], 1);
    const before = await units(stage.alice);
    const { entries } = await stage.trainer.act("paySubmitter", {
      from: stage.bob,
      contribution,
      args: [3n],
    });
    expect(entries).toMatchObject([{ kind: "acted", actor: stage.bob, amount: 3n }]);
    expect(entries).toHaveLength(1);
    expect(await units(stage.alice)).toBe(before);
    expect(await credit(stage.alice)).toBe(3n);
    expect(await credit(stage.bob)).toBe(0n);
  });

  it("to the submitter are credited even if he is the sender", async () => {
    const contribution = await contribute(stage, stage.alice, [2], 1);
    const before = await units(stage.alice);
    await stage.trainer.act("paySubmitter", { from: stage.alice, contribution, args: [3n] });
    expect(await units(stage.alice)).toBe(before);
    expect(await credit(stage.alice)).toBe(3n);
    expect(await verify(stage.trainer)).toMatchObject({ ok: true });
  });

  it("may be made once a call, and never of a negative amount", async () => {
    for (const second of [0n, 1n]) {
      await expectRefused(stage, "trap", () =>
        stage.trainer.act("payTwice", { from: stage.bob, args: [second] }),
      );
    }
    await expectRefused(stage, "trap", () => pay(-1n));
  });

  it("that are refused become credit, and an entry says so", async () => {
    stage.chain.setBlocked(stage.bob, true);
    const { entries } = await pay(4n);
    expect(entries).toMatchObject([
      { kind: "acted", amount: 4n, position: { index: 0 } },
      { kind: "credited", actor: stage.bob, amount: 4n, position: { index: 1 } },
    ]);
    expect(await credit(stage.bob)).toBe(4n);
    expect(await units(stage.address)).toBe(10n);
  });

  it("that return the excess of an addition become credit too", async () => {
    stage.chain.setBlocked(stage.bob, true);
    const { entries } = await stage.trainer.addData({
      from: stage.bob,
      sample: { indices: [1] },
      label: 0,
      pay: 25n,
    });
    expect(entries).toMatchObject([
      { kind: "dataAdded", paid: 25n, cost: 10n },
      { kind: "credited", actor: stage.bob, amount: 15n },
    ]);
  });

  it("that the contract cannot cover become credit", async () => {
    expect((await pay(11n)).entries).toMatchObject([{ kind: "acted" }, { kind: "credited", amount: 11n }]);
  });

  it("are withdrawn whole, to oneself or to another address", async () => {
    stage.chain.setBlocked(stage.bob, true);
    await pay(4n);
    await pay(2n);
    await expectRefused(stage, "delivery_failed", () => stage.trainer.withdraw({ from: stage.bob }));
    const before = await units(stage.carol);
    const { entries } = await stage.trainer.withdraw({ from: stage.bob, to: stage.carol });
    expect(entries).toMatchObject([{ kind: "withdrawn", actor: stage.bob, to: stage.carol, amount: 6n }]);
    expect((await units(stage.carol)) - before).toBe(6n);
    await expectRefused(stage, "nothing_to_withdraw", () => stage.trainer.withdraw({ from: stage.bob }));

    await pay(1n);
    stage.chain.setBlocked(stage.bob, false);
    await stage.trainer.withdraw({ from: stage.bob });
    expect(await credit(stage.bob)).toBe(0n);
  });

  it("are not withdrawn into a contract or to no address", async () => {
    stage.chain.setBlocked(stage.bob, true);
    await pay(4n);
    await expectRefused(stage, "delivery_failed", () =>
      stage.trainer.withdraw({ from: stage.bob, to: stage.address }),
    );
    await expectRefused(stage, "invalid_id", () => stage.trainer.withdraw({ from: stage.bob, to: "Bob" }));
  });
});

describe("units", () => {
  it.each([
    [18, 10n ** 9n],
    [9, 1n],
    [6, 1n],
    [0, 1n],
  ])("of a coin with %i decimals are %i base units", async (decimals, baseUnits) => {
    const stage = await setStage(probeComposition(), { chain: { decimals } });
    expect(stage.chain.baseUnitsPerUnit).toBe(baseUnits);
    await contribute(stage, stage.alice, [1], 1);
    expect(await stage.chain.balance(stage.address)).toBe(10n * baseUnits);
  });
});
