import { verify } from "@chainlearn/adapter-local";
import { replayIsolated } from "@chainlearn/adapter-local/isolated";
import { type ResolvedComposition, resolveComposition, type Shape } from "@chainlearn/core";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { greedy } from "./fixtures/greedy/plugin.ts";
import { SHAPE } from "./support/compositions.ts";
import { type Stage, setStage } from "./support/stage.ts";
import { tampered } from "./support/tampered.ts";

const hungryFor = (appetite: bigint, shape: Partial<Shape> = {}): ResolvedComposition =>
  resolveComposition({
    model: sparsePerceptron,
    mechanism: greedy,
    shape: { ...SHAPE, ...shape },
    mechanismParams: { appetite },
  });

/** Nobody could have deployed the others: what they add ends in no block. */
const [endless, hoarder, modest] = [hungryFor(0n), hungryFor(1n), hungryFor(2n)];

describe("a replay in a thread of its own", () => {
  let stage: Stage;
  const limits = { fuel: 1_000_000, memoryMegabytes: 64 };

  beforeAll(async () => {
    stage = await setStage(modest);
    for (const indices of [[1, 4], [2], [3, 9, 11]])
      await stage.trainer.addData({ from: stage.alice, sample: { indices }, label: 1 });
  });

  it("finds what one in this thread finds", async () => {
    const report = await verify(stage.trainer, { replay: replayIsolated(limits) });
    expect(report).toMatchObject({ ok: true, contributions: 3 });
    expect(report).toEqual(await verify(stage.trainer));
    expect(report.checks.map(({ what, outcome }) => `${what} ${outcome}`)).toEqual([
      ...["kernels ok", "code ok", "initial state ok", "log ok", "state ok", "records ok", "money ok"],
      ...["encoder not checkable", "accuracy not checkable"],
    ]);
  });

  it("finds the same differences", async () => {
    const lying = tampered(stage.trainer, {
      log: (entries) => entries.map((entry) => (entry.kind === "dataAdded" ? { ...entry, cost: 2n } : entry)),
    });
    const report = await verify(lying, { replay: replayIsolated(limits) });
    expect(report).toEqual(await verify(lying));
    expect(report.checks.filter(({ outcome }) => outcome === "failed").map(({ what }) => what)).toEqual([
      "log",
    ]);
    expect(report.checks.find(({ what }) => what === "state")!.details).toBe("the log does not replay");
  });

  it("ends a kernel that runs forever", async () => {
    const replay = replayIsolated(limits);
    await expect(verify(stage.trainer, { composition: endless, replay })).rejects.toMatchObject({
      code: "fuel_exhausted",
      details: { limit: 1_000_000 },
    });
  });

  it("ends a kernel that takes ever more memory, and leaves this thread alone", async () => {
    const replay = replayIsolated({ memoryMegabytes: 64 });
    await expect(verify(stage.trainer, { composition: hoarder, replay })).rejects.toMatchObject({
      code: "memory_exhausted",
      details: { megabytes: 64 },
    });
    expect(await verify(stage.trainer)).toMatchObject({ ok: true });
  });

  it("does not begin with a model that is larger than the memory", async () => {
    const huge = hungryFor(2n, { features: 2 ** 24, maxEntries: 5 });
    const replay = replayIsolated({ memoryMegabytes: 64 });
    await expect(verify(stage.trainer, { composition: huge, replay })).rejects.toMatchObject({
      code: "memory_exhausted",
    });
  });

  it("stops when it is told to, with fuel left for hours", async () => {
    const stopped = new AbortController();
    const replay = replayIsolated({ fuel: 2 ** 50, signal: stopped.signal });
    const verifying = verify(stage.trainer, {
      composition: endless,
      replay,
      onProgress: () => setTimeout(() => stopped.abort(), 50),
    });
    await expect(verifying).rejects.toMatchObject({ code: "aborted" });
  });

  it.each([
    ["memory", { memoryMegabytes: 15 }],
    ["fuel", { fuel: 0 }],
  ])("refuses too little %s", async (_, options) => {
    await expect(
      (async () => verify(stage.trainer, { replay: replayIsolated(options) }))(),
    ).rejects.toMatchObject({
      code: "argument_out_of_range",
    });
  });
});
