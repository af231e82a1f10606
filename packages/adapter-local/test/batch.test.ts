import { verify } from "@chainlearn/adapter-local";
import { ChainlearnError, type Contribution } from "@chainlearn/core";
import { beforeEach, describe, expect, it } from "vitest";
import { DAY, stakeComposition } from "./support/compositions.ts";
import {
  contribute,
  contributionOf,
  expectRefused,
  passTime,
  type Stage,
  setStage,
} from "./support/stage.ts";

const items = (...features: number[]) =>
  features.map((feature) => ({ sample: { indices: [feature] }, label: 1 }));

const refusal = async (call: () => Promise<unknown>): Promise<ChainlearnError> => {
  const error: unknown = await call().catch((reason: unknown) => reason);
  if (error instanceof ChainlearnError) return error;
  throw new Error("the call was not refused with a ChainlearnError", { cause: error });
};

describe("a batch of additions", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await setStage(stakeComposition());
  });

  const units = async (address: string) =>
    (await stage.chain.balance(address)) / stage.chain.baseUnitsPerUnit;

  it("becomes the sender's credit as far as it is not delivered, once, and verifies", async () => {
    const { trainer, chain, alice } = stage;
    const cost = await trainer.quoteBatch({ from: alice, items: items(1, 2, 3) });
    chain.setBlocked(alice, true);
    const { entries } = await trainer.addDataBatch({
      from: alice,
      items: items(1, 2, 3),
      pay: cost + 1_000_000n,
    });
    const costs = entries.map((entry) => (entry.kind === "dataAdded" ? entry.cost : 0n));
    const spent = costs.reduce((sum, one) => sum + one, 0n);
    expect(entries.map(({ kind }) => kind)).toEqual(["dataAdded", "dataAdded", "dataAdded", "credited"]);
    expect(entries.at(-1)).toMatchObject({ actor: alice, amount: cost + 1_000_000n - spent });
    expect((await trainer.account(alice)).credit).toBe(cost + 1_000_000n - spent);
    expect(await units(stage.address)).toBe(cost + 1_000_000n);
    expect(await verify(trainer)).toMatchObject({ ok: true, contributions: 3 });
  });

  it("says that the sender has too little", async () => {
    const { trainer } = stage;
    const poor = await setStage(stakeComposition(), { chain: { balance: 599n * 10n ** 9n } });
    const error = await refusal(() => poor.trainer.quoteBatch({ from: poor.alice, items: items(1, 2) }));
    expect(error).toMatchObject({ code: "insufficient_funds" });
    expect(error.message).toMatch(/the batch costs more than local1alice has/);
    await expectRefused(poor, "insufficient_funds", () =>
      poor.trainer.addDataBatch({ from: poor.alice, items: items(1, 2) }),
    );
    expect(await trainer.quoteBatch({ from: stage.alice, items: items(1, 2) })).toBeGreaterThan(599n);
  });

  it("names the item that is wrong already for the client", async () => {
    const wrong = [...items(1), { sample: { indices: [4, 4] }, label: 1 }];
    const error = await refusal(() => stage.trainer.addDataBatch({ from: stage.alice, items: wrong }));
    expect(error).toMatchObject({ code: "index_out_of_order", details: { item: 1 } });
    expect(error.message).toMatch(/^index_out_of_order: item 1 of the batch: /);
  });

  it("rewinds a model that was trained by the items before the one that fails", async () => {
    const { trainer } = stage;
    for (let i = 0; i < 300; i++) await contribute(stage, stage.bob, [i % 20], i % 2);
    await expectRefused(stage, "label_out_of_range", () =>
      trainer.addDataBatch({
        from: stage.alice,
        items: [...items(1, 2, 3, 4), { sample: { indices: [5] }, label: 2 }],
        pay: 10n ** 12n,
      }),
    );
    expect(await verify(trainer)).toMatchObject({ ok: true });
  });
});

describe("a batch of actions", () => {
  /** Three contributions by alice whose refunds are due, and the refund of each. */
  async function refundable(): Promise<{
    stage: Stage;
    refunds: { action: string; contribution: Contribution }[];
  }> {
    const stage = await setStage(stakeComposition());
    const { entries } = await stage.trainer.addDataBatch({ from: stage.alice, items: items(1, 2, 3) });
    await passTime(stage, DAY);
    const refunds = entries
      .filter((entry) => entry.kind === "dataAdded")
      .map((entry) => ({ action: "refund", contribution: contributionOf(entry) }));
    return { stage, refunds };
  }

  it("takes back what it has delivered before an action that fails", async () => {
    const { stage, refunds } = await refundable();
    await expectRefused(stage, "already_claimed", () =>
      stage.trainer.actBatch({ from: stage.alice, actions: [...refunds, refunds[1]!] }),
    );
    const before = await stage.chain.balance(stage.alice);
    const { entries } = await stage.trainer.actBatch({ from: stage.alice, actions: refunds });
    const paid = entries.reduce((sum, entry) => sum + (entry.kind === "acted" ? entry.amount : 0n), 0n);
    expect(paid).toBeGreaterThan(0n);
    expect((await stage.chain.balance(stage.alice)) - before).toBe(paid * stage.chain.baseUnitsPerUnit);
    expect(await stage.chain.balance(stage.address)).toBe(0n);
    expect(await verify(stage.trainer)).toMatchObject({ ok: true });
  });

  it("credits every payment that is refused, each behind its own entry", async () => {
    const { stage, refunds } = await refundable();
    stage.chain.setBlocked(stage.alice, true);
    const { entries } = await stage.trainer.actBatch({ from: stage.alice, actions: refunds.slice(0, 2) });
    expect(entries.map(({ kind }) => kind)).toEqual(["acted", "credited", "acted", "credited"]);
    const credited = entries.reduce(
      (sum, entry) => sum + (entry.kind === "credited" ? entry.amount : 0n),
      0n,
    );
    expect((await stage.trainer.account(stage.alice)).credit).toBe(credited);
    expect(await verify(stage.trainer)).toMatchObject({ ok: true });
  });

  it("refuses what the mechanism does not have, and arguments that it does not take", async () => {
    const stage = await setStage(stakeComposition());
    const { entries } = await stage.trainer.addDataBatch({ from: stage.alice, items: items(1) });
    const entry = entries[0]!;
    if (entry.kind !== "dataAdded") throw new Error("the batch added nothing");
    const contribution = contributionOf(entry);
    const batch = (second: { action: string; args?: bigint[] }) => () =>
      stage.trainer.actBatch({
        from: stage.bob,
        actions: [
          { action: "take", contribution },
          { ...second, contribution },
        ],
      });
    expect(await refusal(batch({ action: "steal" }))).toMatchObject({
      code: "unsupported",
      details: { item: 1 },
    });
    expect(await refusal(batch({ action: "take", args: [1n] }))).toMatchObject({
      code: "argument_out_of_range",
      details: { item: 1 },
    });
  });
});
