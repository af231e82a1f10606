import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import {
  type Contribution,
  type Deployment,
  type ResolvedComposition,
  resolveComposition,
  type Shape,
} from "@chainlearn/core";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { corners } from "./fixtures/corners/plugin.ts";
import { contributionOf, everything, type FullTrainer } from "./support/stage.ts";

const PRICE = 10n;

const shape: Shape = { features: 100, classes: 2, lane: 64, encoding: "sparse", valueBits: 0, maxEntries: 3 };

describe("actions of a mechanism that uses all that there is", () => {
  let chain: AnvilChain;
  let composition: ResolvedComposition;
  let deployment: Deployment;
  let trainer: FullTrainer;
  let contribution: Contribution;
  let ann: string;
  let ben: string;
  beforeAll(async () => {
    chain = await startAnvil();
    [, ann, ben] = chain.accounts as [string, string, string];
    const plugin = await corners();
    composition = resolveComposition({
      model: sparsePerceptron,
      mechanism: plugin,
      shape,
    });
    deployment = await chain.adapter.deploy(composition, {
      from: chain.accounts[0]!,
      initialState: { hot: [7n] },
      roles: { second: ben },
    });
    trainer = deployment.trainer as FullTrainer;
    contribution = contributionOf(
      await trainer.addData({ from: ann, sample: { indices: [1, 30] }, label: 1 }),
    );
  });
  afterAll(() => chain?.close());

  const look = () => everything(trainer, [ann, ben], [contribution]);
  const act = async (name: string, from: string, args: bigint[] = [], pay = 0n) => {
    const about = composition.mechanism.manifest.actions.find((a) => a.name === name)?.record !== "none";
    const { entries } = await trainer.act(name, { from, args, pay, ...(about ? { contribution } : {}) });
    return entries.map(({ position: _, ...entry }) => entry);
  };

  it("spreads cells over as many words as they need", async () => {
    expect(composition.layout.meterWords).toBe(2);
    expect(composition.layout.accountWords).toBe(2);
    const time = (await chain.now()) + 5;
    await chain.setTime(time);
    const before = await look();
    expect(await act("setFar", ann, [-(2n ** 63n), 2n ** 63n - 1n])).toEqual([
      {
        kind: "acted",
        actor: ann,
        action: 1,
        id: undefined,
        time,
        reason: 255,
        paid: 0n,
        amount: 0n,
        args: [-(2n ** 63n), 2n ** 63n - 1n],
      },
    ]);
    expect(await look()).toEqual({
      ...before,
      pool: [0n, 0n, 0n, 0n, -(2n ** 63n)],
      accounts: new Map([
        [ann, { credit: 0n, cells: [0n, 0n, 2n ** 63n - 1n] }],
        [ben, { credit: 0n, cells: [0n, 0n, 0n] }],
      ]),
      entries: before.entries + 1,
    });
    expect(before.hot).toEqual([7n]);
  });

  it("takes results from 0 to 255 as reasons, and nothing else", async () => {
    for (const reason of [0n, 1n, 255n])
      expect(await act("reason", ann, [reason])).toMatchObject([{ reason: Number(reason) }]);
    const before = await look();
    for (const reason of [256n, -1n, -(2n ** 31n), 2n ** 31n - 1n])
      await expect(act("reason", ann, [reason])).rejects.toMatchObject({ code: "trap" });
    expect(await look()).toEqual(before);
  });

  it("takes a payment where the action does, and knows the roles", async () => {
    expect(await act("fill", ann, [], 77n)).toMatchObject([{ action: 3, paid: 77n, reason: 0 }]);
    expect(await act("fill", ben, [], 78n)).toMatchObject([{ action: 3, paid: 78n, reason: 2 }]);
    expect((await look()).pool[4]).toBe(78n);
    await expect(act("reason", ann, [0n], 1n)).rejects.toMatchObject({ code: "payment_not_accepted" });
  });

  it("pays the caller, and credits the submitter", async () => {
    const had = await chain.balance(ben);
    expect(await act("payCaller", ben, [5n])).toMatchObject([
      { kind: "acted", id: undefined, amount: 5n, reason: 1 },
    ]);
    expect(await chain.balance(ben)).toBe(had + 5n * chain.baseUnitsPerUnit);
    expect(await act("payCaller", ben, [0n])).toMatchObject([{ amount: 0n }]);
    const { balance } = await look();
    expect(await act("paySubmitter", ben, [4n])).toMatchObject([
      { kind: "acted", id: 0, amount: 4n, args: [4n] },
    ]);
    const after = await look();
    expect(after.accounts.get(ann)).toEqual({ credit: 4n, cells: [0n, 0n, 4n] });
    expect(after.records.get(0)).toMatchObject({ deposit: PRICE, left: PRICE - 4n, cells: [-3n] });
    expect(after.balance).toBe(balance);
    await act("paySubmitter", ann, [1n]);
    expect((await trainer.account(ann)).credit).toBe(5n);
  });

  it("credits the caller with what the contract does not have", async () => {
    const { credit } = await trainer.account(ben);
    const { balance } = await look();
    const entries = await act("payCaller", ben, [2n ** 62n]);
    expect(entries).toMatchObject([
      { kind: "acted", amount: 2n ** 62n },
      { kind: "credited", amount: 2n ** 62n },
    ]);
    expect((await trainer.account(ben)).credit).toBe(credit + 2n ** 62n);
    expect((await look()).balance).toBe(balance);
  });

  it("traps where money would be negative", async () => {
    const before = await look();
    await expect(act("payCaller", ben, [-1n])).rejects.toMatchObject({ code: "trap" });
    await expect(act("paySubmitter", ben, [PRICE + 1n])).rejects.toMatchObject({ code: "trap" });
    expect(await look()).toEqual(before);
  });

  it("predicts in actions that bring the sample", async () => {
    expect(await act("judge", ben)).toMatchObject([{ id: 0, reason: 11 }]);
  });

  it("undoes an addition that fails after training", async () => {
    const endings: readonly (readonly [outcome: bigint, code: string])[] = [
      [1n, "trap"],
      [2n, "trap"],
      [3n, "corner_refused"],
      [1_000n, "payment_below_quote"],
    ];
    for (const [outcome, code] of endings) {
      await act("setOutcome", ann, [outcome]);
      const before = await look();
      const addition = trainer.addData({ from: ann, sample: { indices: [2] }, label: 0, pay: 999n });
      await expect(addition).rejects.toMatchObject({ code });
      expect(await look()).toEqual(before);
    }
    await act("setOutcome", ann, [0n]);
  });

  it("refuses what has no place in the client", async () => {
    const before = await look();
    await expect(act("reason", ann, [])).rejects.toMatchObject({ code: "argument_out_of_range" });
    await expect(act("reason", ann, [2n ** 63n])).rejects.toMatchObject({ code: "argument_out_of_range" });
    await expect(trainer.act("mint", { from: ann })).rejects.toMatchObject({ code: "unsupported" });
    await expect(trainer.act("judge", { from: ann })).rejects.toMatchObject({ code: "malformed_message" });
    await expect(
      trainer.act("judge", { from: ann, contribution: { ...contribution, submitter: "nobody" } }),
    ).rejects.toMatchObject({ code: "malformed_message" });
    await expect(trainer.rawAct("reason", { from: ann, args: [2n ** 63n] })).rejects.toMatchObject({
      code: "malformed_message",
    });
    expect(await look()).toEqual(before);
  });

  it("refuses actions about nothing before sealing", async () => {
    const abort = new AbortController();
    let receipt = deployment.receipt;
    const interrupted = chain.adapter.deploy(composition, {
      from: chain.accounts[0]!,
      signal: abort.signal,
      onReceipt: (written) => {
        receipt = written;
        abort.abort();
      },
    });
    await expect(interrupted).rejects.toMatchObject({ code: "aborted" });
    const unsealed = await chain.adapter.attach(composition, receipt);
    await expect(unsealed.act("reason", { from: ann, args: [0n] })).rejects.toMatchObject({
      code: "not_sealed",
    });
  });

  it("queues what one sender sends at once", async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        trainer.act("reason", { from: i % 2 ? ann : ben, args: [BigInt(i)] }),
      ),
    );
    expect(results.map(({ entries }) => entries[0])).toMatchObject(
      results.map((_, i) => ({ kind: "acted", reason: i, actor: i % 2 ? ann : ben })),
    );
  });
});
