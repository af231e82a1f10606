import type { Contribution, Params } from "@chainlearn/core";
import { beforeEach, describe, expect, it } from "vitest";
import { DAY, HOUR, stakeComposition } from "./support/compositions.ts";
import { contribute, expectRefused, passTime, type Stage, setStage, touched } from "./support/stage.ts";

/** One right contribution of Alice, a wrong one of Bob, and a right one of Carol that made Bob's wrong. */
interface Scene {
  readonly stage: Stage;
  readonly alices: Contribution;
  readonly bobs: Contribution;
  readonly carols: Contribution;
  act(action: string, from: string, contribution: Contribution): ReturnType<Stage["trainer"]["act"]>;
}

async function setScene(params: Params = {}): Promise<Scene> {
  const stage = await setStage(stakeComposition({}, params), {
    deploy: { roles: { beneficiary: "local1dave" } },
  });
  await passTime(stage, HOUR);
  const alices = await contribute(stage, stage.alice, [1], 1);
  await passTime(stage, HOUR);
  const bobs = await contribute(stage, stage.bob, [2], 0);
  await passTime(stage, HOUR);
  const carols = await contribute(stage, stage.carol, [2], 1);
  const act: Scene["act"] = (action, from, contribution) => stage.trainer.act(action, { from, contribution });
  return { stage, alices, bobs, carols, act };
}

const stateOf = async ({ chain, trainer }: Stage) =>
  trainer.snapshot(touched(await trainer.log(), chain.accounts));

const units = async ({ chain }: Stage, address: string): Promise<bigint> =>
  (await chain.balance(address)) / chain.baseUnitsPerUnit;

describe("refund", () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await setScene();
  });

  it("pays what is left and counts a validated sample", async () => {
    const { stage, alices, act } = scene;
    await passTime(stage, DAY);
    const before = await units(stage, stage.alice);
    expect((await act("refund", stage.alice, alices)).entries).toMatchObject([
      { kind: "acted", action: 0, id: 0, amount: 600n, reason: 0 },
    ]);
    expect((await units(stage, stage.alice)) - before).toBe(600n);
    const { records, accounts, pool } = await stateOf(stage);
    expect(records.get(0)).toMatchObject({ deposit: 600n, left: 0n, claimedBySubmitter: true, claims: 0 });
    expect(accounts.get(stage.alice)).toEqual({ credit: 0n, cells: [1n] });
    expect(pool[1]).toBe(1n);
  });

  it("waits for its time to the second", async () => {
    const { stage, alices, act } = scene;
    await stage.chain.setTime(alices.time + DAY - 1);
    await expectRefused(stage, "too_early", () => act("refund", stage.alice, alices));
    await stage.chain.setTime(alices.time + DAY);
    await act("refund", stage.alice, alices);
  });

  it("is the submitter's, once, and only if the model agrees", async () => {
    const { stage, alices, bobs, act } = scene;
    await passTime(stage, DAY);
    await expectRefused(stage, "not_submitter", () => act("refund", stage.bob, alices));
    await expectRefused(stage, "model_disagrees", () => act("refund", stage.bob, bobs));
    await act("refund", stage.alice, alices);
    await expectRefused(stage, "already_claimed", () => act("refund", stage.alice, alices));
  });

  it("comes too late after a take of everything", async () => {
    const { stage, alices, act } = scene;
    await passTime(stage, 15 * DAY);
    await act("take", stage.bob, alices);
    await expectRefused(stage, "nothing_left", () => act("refund", stage.alice, alices));
  });

  it("of a deposit of 0 pays nothing and counts", async () => {
    const { stage, alices, act } = await setScene({ costWeightUnits: 0n });
    await passTime(stage, DAY);
    expect((await act("refund", stage.alice, alices)).entries).toMatchObject([{ amount: 0n }]);
    expect((await stateOf(stage)).accounts.get(stage.alice)?.cells).toEqual([1n]);
  });
});

describe("report", () => {
  it("takes shares of a wrong contribution's deposit", async () => {
    const { stage, alices, bobs, carols, act } = await setScene();
    await passTime(stage, DAY);
    await act("refund", stage.alice, alices);
    await act("refund", stage.carol, carols);
    const before = await units(stage, stage.alice);
    expect((await act("report", stage.alice, bobs)).entries).toMatchObject([
      { action: 1, id: 1, amount: 300n },
    ]);
    expect((await units(stage, stage.alice)) - before).toBe(300n);
    await expectRefused(stage, "already_claimed", () => act("report", stage.alice, bobs));
    await act("report", stage.carol, bobs);
    const { records, marks } = await stateOf(stage);
    expect(records.get(1)).toMatchObject({ left: 0n, claims: 2, claimedBySubmitter: false });
    expect(marks.get(`${stage.alice}/0`)).toBe(2n);
  });

  it("is refused to the submitter, too early, and to who has nothing validated", async () => {
    const { stage, alices, bobs, act } = await setScene();
    await expectRefused(stage, "own_contribution", () => act("report", stage.bob, bobs));
    await expectRefused(stage, "too_early", () => act("report", stage.alice, bobs));
    await passTime(stage, DAY);
    await expectRefused(stage, "not_validated", () => act("report", stage.alice, bobs));
    await act("refund", stage.alice, alices);
    await act("report", stage.alice, bobs);
  });

  it("is refused when the model agrees, or nothing is left", async () => {
    const { stage, alices, bobs, carols, act } = await setScene();
    await passTime(stage, DAY);
    await act("refund", stage.alice, alices);
    await expectRefused(stage, "model_agrees", () => act("report", stage.alice, carols));
    await act("report", stage.alice, bobs);
    await act("refund", stage.carol, carols);
    await expectRefused(stage, "nothing_left", () => act("report", stage.carol, bobs));
  });

  it("of a share of 0 is refused", async () => {
    const { stage, alices, bobs, carols, act } = await setScene({ maxDepositUnits: 1n });
    await passTime(stage, DAY);
    await act("refund", stage.alice, alices);
    await act("refund", stage.carol, carols);
    await expectRefused(stage, "share_is_zero", () => act("report", stage.alice, bobs));
  });
});

describe("take", () => {
  it("is the beneficiary's from one time on and anybody's from another", async () => {
    const { stage, alices, bobs, act } = await setScene();
    const dave = "local1dave";
    await stage.chain.setTime(alices.time + 7 * DAY - 1);
    await expectRefused(stage, "too_early", () => act("take", dave, alices));
    await stage.chain.setTime(alices.time + 7 * DAY);
    await expectRefused(stage, "too_early", () => act("take", stage.bob, alices));
    expect((await act("take", dave, alices)).entries).toMatchObject([{ action: 2, reason: 2, amount: 600n }]);
    await expectRefused(stage, "nothing_left", () => act("take", dave, alices));
    await stage.chain.setTime(bobs.time + 14 * DAY);
    expect((await act("take", stage.alice, bobs)).entries).toMatchObject([{ reason: 1, amount: 600n }]);
    expect(await units(stage, stage.address)).toBe(600n);
  });
});
