import { ChainlearnError } from "@chainlearn/core";
import { beforeEach, describe, expect, it } from "vitest";
import { HOUR, probeComposition, stakeComposition } from "./support/compositions.ts";
import {
  addition,
  codeOf,
  expectRefused,
  passTime,
  type Stage,
  sampleBytes,
  setStage,
} from "./support/stage.ts";

describe("addData", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await setStage(stakeComposition());
  });

  const raw = (label: number, sample: Uint8Array, payUnits = 10n ** 6n) =>
    stage.trainer.rawAddData({
      from: stage.alice,
      label,
      sample,
      payBaseUnits: payUnits * stage.chain.baseUnitsPerUnit,
    });

  it("charges the quote, returns the excess, keeps a record and trains", async () => {
    await passTime(stage, HOUR);
    const before = await stage.chain.balance(stage.alice);
    const result = await raw(1, sampleBytes(stage, 3, 17), 1_000n);
    const entry = addition(result);
    expect(entry).toMatchObject({ id: 0, actor: stage.alice, label: 1, paid: 1_000n, cost: 600n });
    expect(entry.time).toBe(await stage.chain.now());
    expect(before - (await stage.chain.balance(stage.alice))).toBe(600n * stage.chain.baseUnitsPerUnit);
    expect(await stage.chain.balance(stage.address)).toBe(600n * stage.chain.baseUnitsPerUnit);

    const contribution = { ...entry, submitter: stage.alice };
    const snapshot = await stage.trainer.snapshot({ contributions: [contribution] });
    expect(snapshot.nextId).toBe(1);
    expect(snapshot.records.get(0)).toEqual({
      deposit: 600n,
      left: 600n,
      claimedBySubmitter: false,
      claims: 0,
      cells: [],
    });
    expect(snapshot.words).toEqual([1n << 96n, 0n, 1n << 32n]);
    expect(snapshot.hot).toEqual([1n]);
    expect(await stage.trainer.predict({ indices: [3] })).toBe(1);
  });

  it("counts ids and sends the quote if nothing else is said", async () => {
    for (const id of [0, 1, 2]) {
      const quote = await stage.trainer.quote();
      const entry = addition(
        await stage.trainer.addData({ from: stage.bob, sample: { indices: [id] }, label: 0 }),
      );
      expect(entry).toMatchObject({ id, cost: entry.paid });
      expect(entry.cost).toBeLessThanOrEqual(quote);
    }
  });

  it("keeps its own copy of the sample", async () => {
    const sample = sampleBytes(stage, 3, 17);
    await raw(1, sample);
    sample.fill(0);
    expect(
      addition({ transaction: "", gasUsed: 0n, entries: await stage.trainer.log({ fromBlock: 4 }) }).sample,
    ).toEqual(sampleBytes(stage, 3, 17));
  });

  it.each([
    ["label_out_of_range", 2, [0, 1]],
    ["label_out_of_range", 65_535, [0, 1]],
    ["sample_malformed", 1, [0, 1, 2]],
    ["sample_empty", 1, []],
    ["sample_too_large", 1, [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6]],
    ["index_out_of_order", 1, [0, 4, 0, 4]],
    ["index_out_of_order", 1, [0, 4, 0, 3]],
    ["index_out_of_range", 1, [0, 4, 0, 20]],
    ["label_out_of_range", 2, []],
  ] as const)("refuses with %s: label %i, bytes %j", async (code, label, bytes) => {
    await expectRefused(stage, code, () => raw(label, Uint8Array.from(bytes)));
  });

  it("refuses a payment below the quote", async () => {
    const quote = await stage.trainer.quote();
    await expectRefused(stage, "payment_below_quote", () => raw(1, sampleBytes(stage, 1), 0n));
    expect(quote).toBeGreaterThan(0n);
  });

  it("looks at the payment before all else", async () => {
    const bad = { from: stage.alice, label: 9, sample: new Uint8Array(1) };
    await expectRefused(stage, "payment_not_whole_units", () =>
      stage.trainer.rawAddData({ ...bad, payBaseUnits: 1n }),
    );
    await expectRefused(stage, "insufficient_funds", () =>
      stage.trainer.rawAddData({ ...bad, payBaseUnits: 10n ** 30n }),
    );
    await expectRefused(stage, "malformed_message", () =>
      stage.trainer.rawAddData({ ...bad, payBaseUnits: -1n }),
    );
  });

  it("knows no strangers", async () => {
    await expectRefused(stage, "unknown_account", () =>
      stage.trainer.rawAddData({
        from: "local1mallory",
        label: 1,
        sample: sampleBytes(stage, 1),
        payBaseUnits: 0n,
      }),
    );
  });

  it("stops when it is cancelled", async () => {
    await expectRefused(stage, "aborted", () =>
      stage.trainer.addData({
        from: stage.alice,
        sample: { indices: [1] },
        label: 1,
        signal: AbortSignal.abort(new Error("enough")),
      }),
    );
  });
});

describe("payments of 2^63 units", () => {
  it("are too large", async () => {
    const stage = await setStage(stakeComposition(), { chain: { decimals: 6, balance: 1n << 70n } });
    const pay = (payBaseUnits: bigint) =>
      stage.trainer.rawAddData({ from: stage.alice, label: 1, sample: sampleBytes(stage, 1), payBaseUnits });
    await expectRefused(stage, "payment_too_large", () => pay(1n << 63n));
    expect(addition(await pay((1n << 63n) - 1n)).paid).toBe((1n << 63n) - 1n);
  });
});

describe("the mechanism's add", () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await setStage(probeComposition());
  });
  const add = (indices: number[], payUnits = 10n) =>
    stage.trainer.addData({ from: stage.alice, sample: { indices }, label: 1, pay: payUnits });
  const mode = (value: bigint) => stage.trainer.act("setMode", { from: stage.alice, args: [value] });

  it.each([
    ["a negative cost", 1n, "trap"],
    ["a payment", 2n, "trap"],
    ["more left than the deposit, which is still 0", 3n, "trap"],
    ["a rejection after training", 4n, "probe_changed_its_mind"],
    ["a trap after training", 5n, "trap"],
  ])("may not end with %s", async (_title, value, code) => {
    await add([1, 2]);
    await mode(value);
    await expectRefused(stage, code, () => add([1, 3]));
  });

  it("leaves nothing behind when the payment turns out too small after training", async () => {
    await add([1, 2]);
    await expectRefused(stage, "payment_below_quote", () => add([1, 3], 9n));
  });

  it("leaves nothing behind when the model traps half-way", async () => {
    await add([1, 2]);
    await expectRefused(stage, "trap", () => add([7, 8]));
    await add([1, 2]);
    const { words, hot } = await stage.trainer.snapshot({});
    expect({ words, hot }).toEqual({ words: [(4n << 32n) | (4n << 64n), 0n, 0n], hot: [2n] });
  });

  it("can claim the new record", async () => {
    await mode(6n);
    const { entries } = await add([1]);
    const contribution = { ...addition({ transaction: "", gasUsed: 0n, entries }), submitter: stage.alice };
    const { records } = await stage.trainer.snapshot({ contributions: [contribution] });
    expect(records.get(0)).toEqual({
      deposit: 10n,
      left: 10n,
      claimedBySubmitter: true,
      claims: 0,
      cells: [-3n],
    });
  });

  it("carries the number of a plugin's own code", async () => {
    await mode(4n);
    const error = await add([1]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ChainlearnError);
    expect(error).toMatchObject({ code: "probe_changed_its_mind", number: 1001 });
  });

  it("is rolled back exactly, however many updates came before", async () => {
    for (let i = 0; i < 600; i++) {
      await add([i % 5, 9]);
      if (i % 97 === 0) expect(await codeOf(add([7]))).toBe("trap");
    }
    const { words, hot } = await stage.trainer.snapshot({});
    expect(hot).toEqual([600n]);
    expect(words[0]).toBe([0n, 1n, 2n, 3n, 4n].reduce((word, j) => word | (240n << (32n * j)), 0n));
    expect(words[1]).toBe(1_200n << 32n);
  });
});
