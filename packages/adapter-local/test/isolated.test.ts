import { linkedModel, verify } from "@chainlearn/adapter-local";
import { linkInProcess, replayIsolated } from "@chainlearn/adapter-local/isolated";
import {
  type PlacedLogEntry,
  type ResolvedComposition,
  resolveComposition,
  type Shape,
} from "@chainlearn/core";
import { champion, points, predictionMarket, stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { fromPortable, toPortable } from "../src/isolated/portable.ts";
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

  it.each<[string, Partial<Shape>]>([
    ["samples", { features: 2 ** 23, maxEntries: 2 ** 23, lane: 8 }],
    ["copies", { features: 2 ** 23, lane: 32 }],
  ])("counts the room that a contract says that its %s have", async (_, shape) => {
    const large = hungryFor(2n, { maxEntries: 5, ...shape });
    const replay = replayIsolated({ memoryMegabytes: 40 });
    await expect(verify(stage.trainer, { composition: large, replay })).rejects.toMatchObject({
      code: "memory_exhausted",
      details: { megabytes: 40 },
    });
  });

  it("takes no log that has more in it than the memory, whatever part of it comes at once", async () => {
    const large = await setStage(hungryFor(2n, { features: 2 ** 18, maxEntries: 2 ** 18, lane: 8 }));
    const indices = Array.from({ length: 2 ** 18 }, (_, index) => index);
    // A megabyte each.
    for (const label of [0, 1])
      await large.trainer.addData({ from: large.alice, sample: { indices }, label });
    const { composition, deployer, roles } = large.trainer;
    const log = await large.trainer.log();
    const added = log.at(-1) as PlacedLogEntry & { kind: "dataAdded" };
    // With the model some 63 megabytes.
    const huge = { ...added, sample: new Uint8Array(60 * 2 ** 20) };
    const start = replayIsolated({ memoryMegabytes: 64 });
    const fits = await start(composition, { deployer, roles });
    expect(await fits.apply([huge])).toMatchObject({ expected: expect.stringContaining("not_sealed") });
    await fits.close();
    const replay = await start(composition, { deployer, roles });
    expect(await replay.apply(log)).toBeUndefined();
    await expect(replay.apply([huge])).rejects.toMatchObject({ code: "memory_exhausted" });
    await replay.close();
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

it.each([champion, points, predictionMarket, stake])("sends $manifest.id to its thread", (mechanism) => {
  const sent = structuredClone(toPortable({ ...modest, mechanism }));
  expect(fromPortable(sent).mechanism.manifest.actions).toEqual(mechanism.manifest.actions);
});

it("says that its process cannot be started", async () => {
  const { execPath } = process;
  process.execPath = `${execPath}-that-is-not-there`;
  try {
    await expect(linkInProcess(modest)).rejects.toMatchObject({
      code: "compile_failed",
      message: expect.stringContaining("ENOENT"),
    });
  } finally {
    process.execPath = execPath;
  }
});

it("links in another process what it links in this one, and says why it cannot", async () => {
  expect(await linkInProcess(modest)).toEqual(await linkedModel(modest));
  const lacking = { ...modest, params: [], model: { ...modest.model, kernel: Uint8Array.of(0) } };
  await expect(linkInProcess(lacking)).rejects.toMatchObject({ code: "compile_failed" });
});
