import { type Contribution, keccak256, type Shape } from "@chainlearn/core";
import { beforeEach, describe, expect, it } from "vitest";
import { probeComposition } from "./support/compositions.ts";
import { codeOf, contribute, expectRefused, type Stage, setStage, touched } from "./support/stage.ts";

const I64_MIN = -(2n ** 63n);
const I64_MAX = 2n ** 63n - 1n;

describe("actions", () => {
  let stage: Stage;
  let contribution: Contribution;
  beforeEach(async () => {
    stage = await setStage(probeComposition());
    contribution = await contribute(stage, stage.alice, [1, 2, 4], 1);
  });

  const act = (action: string, from = stage.bob, args: readonly bigint[] = [], about?: Contribution) =>
    stage.trainer.act(action, { from, args, ...(about && { contribution: about }) });
  const reason = async (
    action: string,
    from = stage.bob,
    args: readonly bigint[] = [],
    about?: Contribution,
  ) => {
    const entry = (await act(action, from, args, about)).entries[0];
    return entry?.kind === "acted" ? entry.reason : undefined;
  };
  const snapshot = async () =>
    stage.trainer.snapshot(touched(await stage.trainer.log(), stage.chain.accounts));

  it("log who did what, when and with which result", async () => {
    const { entries } = await act("claim", stage.bob, [], contribution);
    expect(entries).toMatchObject([
      {
        kind: "acted",
        actor: stage.bob,
        action: 8,
        id: 0,
        time: await stage.chain.now(),
        reason: 1,
        paid: 0n,
        amount: 0n,
        args: [],
      },
    ]);
  });

  it("about no contribution carry no id", async () => {
    expect((await act("reason", stage.bob, [7n])).entries).toMatchObject([
      { kind: "acted", id: undefined, reason: 7, args: [7n] },
    ]);
  });

  it("end with a reason of 0 to 255", async () => {
    expect(await reason("reason", stage.bob, [255n])).toBe(255);
    await expectRefused(stage, "trap", () => act("reason", stage.bob, [256n]));
    await expectRefused(stage, "trap", () => act("reason", stage.bob, [-1n]));
  });

  it("can be refused with the plugin's own code, without a trace", async () => {
    await expectRefused(stage, "probe_refuses", () => act("refuse"));
  });

  it("train several times or not at all", async () => {
    const after = async () => {
      const { words, hot } = await snapshot();
      return { words, hot };
    };
    for (const [end, code] of [
      [1n, "probe_changed_its_mind"],
      [2n, "trap"],
      [3n, "trap"],
    ] as const) {
      await expectRefused(stage, code, () => act("train", stage.bob, [0n, end], contribution));
    }
    await expectRefused(stage, "trap", () => act("train", stage.bob, [2n, 0n], contribution));
    await expectRefused(stage, "trap", () => act("train", stage.bob, [-1n, 0n], contribution));
    expect(await reason("train", stage.bob, [0n, 0n], contribution)).toBe(0);
    expect(await after()).toEqual({ words: [(5n << 32n) | (5n << 64n) | (5n << 128n), 0n, 0n], hot: [4n] });
  });

  it("mark a claim once: the submitter's by a flag, others' by marks and a count", async () => {
    expect(await reason("claim", stage.alice, [], contribution)).toBe(1);
    expect(await reason("claim", stage.alice, [], contribution)).toBe(3);
    expect(await reason("claim", stage.bob, [], contribution)).toBe(1);
    expect(await reason("claim", stage.carol, [], contribution)).toBe(1);
    expect(await reason("claim", stage.bob, [], contribution)).toBe(3);
    const { records, marks } = await snapshot();
    expect(records.get(0)).toMatchObject({ claimedBySubmitter: true, claims: 2 });
    expect(marks.get(`${stage.alice}/0`)).toBe(0n);
    expect(marks.get(`${stage.bob}/0`)).toBe(1n);
    expect(marks.get(`${stage.carol}/0`)).toBe(1n);
  });

  it("mark ids beyond 256 in the next word", async () => {
    for (let i = 1; i < 258; i++) contribution = await contribute(stage, stage.alice, [1], 1);
    expect(contribution.id).toBe(257);
    await act("claim", stage.bob, [], contribution);
    const { marks } = await snapshot();
    expect(marks.get(`${stage.bob}/0`)).toBe(0n);
    expect(marks.get(`${stage.bob}/1`)).toBe(2n);
    expect(await reason("claim", stage.bob, [], contribution)).toBe(3);
  });

  it("saturate cells to their bits", async () => {
    expect(await reason("setCells", stage.bob, [1_000n, -5n], contribution)).toBe(15);
    let now = await snapshot();
    expect(now.pool[1]).toBe(127n);
    expect(now.accounts.get(stage.bob)?.cells).toEqual([255n]);
    expect(now.accounts.get(stage.alice)?.cells).toEqual([0n]);
    expect(now.records.get(0)?.cells).toEqual([7n]);
    expect(await reason("setCells", stage.bob, [-1_000n, 3n], contribution)).toBe(0);
    now = await snapshot();
    expect(now.pool[1]).toBe(-128n);
    expect(now.accounts.get(stage.bob)?.cells).toEqual([0n]);
    expect(now.accounts.get(stage.alice)?.cells).toEqual([3n]);
    expect(now.records.get(0)?.cells).toEqual([-8n]);
  });

  it("keep what is left between 0 and the deposit", async () => {
    await expectRefused(stage, "trap", () => act("setLeft", stage.bob, [11n], contribution));
    await expectRefused(stage, "trap", () => act("setLeft", stage.bob, [-1n], contribution));
    await act("setLeft", stage.bob, [0n], contribution);
    await act("setLeft", stage.bob, [10n], contribution);
  });

  it("take i64 arguments, as many as the manifest says", async () => {
    const raw = (args: readonly bigint[]) => stage.trainer.rawAct("setMode", { from: stage.bob, args });
    expect((await raw([I64_MIN])).entries).toMatchObject([{ args: [I64_MIN] }]);
    expect((await snapshot()).pool[0]).toBe(0n);
    await raw([I64_MAX]);
    expect((await snapshot()).pool[0]).toBe(255n);
    for (const args of [[I64_MAX + 1n], [I64_MIN - 1n], [], [1n, 2n]]) {
      await expectRefused(stage, "malformed_message", () => raw(args));
    }
    await expectRefused(stage, "argument_out_of_range", () => act("setMode", stage.bob, [I64_MAX + 1n]));
  });

  it("read sparse samples entry by entry", async () => {
    expect(await reason("digest", stage.bob, [], contribution)).toBe(7);
    await expectRefused(stage, "trap", () => act("beyondSample", stage.bob, [], contribution));
  });

  it("that the manifest does not have are unsupported", async () => {
    await expectRefused(stage, "unsupported", () => act("nonsense"));
  });

  it("want the contribution that their entry takes", async () => {
    await expectRefused(stage, "malformed_message", () => act("claim"));
    await expectRefused(stage, "malformed_message", () => act("train", stage.bob, [0n, 0n]));
  });

  it.each<[string, (whole: Contribution) => Contribution]>([
    ["id", (whole) => ({ ...whole, id: 1 })],
    ["time", (whole) => ({ ...whole, time: whole.time + 1 })],
    ["submitter", (whole) => ({ ...whole, submitter: "local1bob" })],
    ["label", (whole) => ({ ...whole, label: 0 })],
    ["sample", (whole) => ({ ...whole, sample: Uint8Array.of(0, 1, 0, 2, 0, 5) })],
    ["length of the sample", (whole) => ({ ...whole, sample: whole.sample.slice(0, 4) })],
  ])("find no record with another %s", async (_part, change) => {
    await expectRefused(stage, "unknown_record", () => act("claim", stage.bob, [], change(contribution)));
    await expectRefused(stage, "unknown_record", () =>
      act("train", stage.bob, [0n, 0n], change(contribution)),
    );
  });

  it("that take the hash take it as it is", async () => {
    const raw = (sampleHash: Uint8Array) =>
      stage.trainer.rawAct("claim", { from: stage.bob, contribution, sampleHash });
    await expectRefused(stage, "unknown_record", () => raw(new Uint8Array(32)));
    await raw(keccak256(contribution.sample));
  });

  it("take money only if the manifest says so", async () => {
    const unit = stage.chain.baseUnitsPerUnit;
    const pay = (action: string, payBaseUnits: bigint) =>
      stage.trainer.rawAct(action, { from: stage.bob, payBaseUnits });
    await expectRefused(stage, "payment_not_accepted", () => pay("refuse", unit));
    await expectRefused(stage, "payment_not_whole_units", () => pay("refuse", unit + 1n));
    await expectRefused(stage, "payment_not_whole_units", () => pay("escrow", unit - 1n));
    expect((await pay("escrow", 5n * unit)).entries).toMatchObject([{ kind: "acted", paid: 5n, reason: 0 }]);
  });
});

describe("roles", () => {
  it("belong to the addresses that the deployment named, or to nobody", async () => {
    const named = await setStage(probeComposition(), { deploy: { roles: { second: "local1bob" } } });
    const reasonFor = async (stage: Stage, from: string) =>
      (await stage.trainer.act("escrow", { from, pay: 1n })).entries.map(
        (entry) => "reason" in entry && entry.reason,
      );
    expect(named.trainer.roles).toEqual({ second: "local1bob" });
    expect(await reasonFor(named, named.bob)).toEqual([1]);
    expect(await reasonFor(named, named.alice)).toEqual([0]);
    const unnamed = await setStage(probeComposition());
    expect(await reasonFor(unnamed, unnamed.bob)).toEqual([0]);
  });

  it("must be in the manifest and have an address", async () => {
    const deployWith = (roles: Record<string, string>) =>
      codeOf(setStage(probeComposition(), { deploy: { roles } }));
    expect(await deployWith({ third: "local1bob" })).toBe("invalid_composition");
    expect(await deployWith({ first: "bob" })).toBe("invalid_id");
  });
});

describe("samples of every encoding", () => {
  it.each<[string, Partial<Shape>, { indices?: number[]; values?: number[] }, number]>([
    ["sparse", { valueBits: 3 }, { indices: [2, 5] }, (2 * 8 + 5 * 8) % 251],
    ["sparse, wide indices", { features: 70_000, maxEntries: 5 }, { indices: [3, 66_000] }, 66_003 % 251],
    ["sparse-values", { encoding: "sparse-values" }, { indices: [2, 5], values: [30, 10] }, 110],
    ["dense", { encoding: "dense", features: 3, maxEntries: 3 }, { values: [9, 20, 30] }, 80],
  ])("reach the kernel: %s", async (_title, shape, sample, sum) => {
    const stage = await setStage(probeComposition(shape));
    const { entries } = await stage.trainer.addData({ from: stage.alice, sample, label: 1 });
    const added = entries[0]!;
    if (added.kind !== "dataAdded") throw new Error("no data was added");
    const result = await stage.trainer.act("digest", {
      from: stage.bob,
      contribution: { ...added, submitter: stage.alice },
    });
    expect(result.entries).toMatchObject([{ reason: sum }]);
  });
});
