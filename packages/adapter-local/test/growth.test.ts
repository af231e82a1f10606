import { createModel, verify } from "@chainlearn/adapter-local";
import {
  type ClassAddedEntry,
  exportModel,
  importModel,
  type PlacedLogEntry,
  readModelState,
  resolveComposition,
  resolveModel,
} from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { naiveBayes } from "@chainlearn/models-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { SHAPE } from "./support/compositions.ts";
import { codeOf, observe, type Stage, setStage } from "./support/stage.ts";
import { tampered } from "./support/tampered.ts";

const composition = resolveComposition({
  model: naiveBayes,
  mechanism: stake,
  shape: { ...SHAPE, classes: 4 },
  mechanismParams: { costWeightUnits: 600n },
  growth: { startClasses: 2, role: "teacher" },
});

describe("a model that grows", () => {
  let stage: Stage;

  const add = (indices: readonly number[], label: number) =>
    stage.trainer.addData({ from: stage.alice, sample: { indices }, label });

  beforeAll(async () => {
    stage = await setStage(composition, { deploy: { roles: { teacher: "local1dave" } } });
    await add([1, 2], 0);
    await add([3], 1);
    await stage.trainer.addClass({ from: "local1dave", name: "third" });
    await add([4, 5], 2);
    await stage.trainer.addClass({ from: "local1dave", name: "fourth" });
    await add([4, 6], 3);
  });

  it("is verified at every block, with the labels of that block", async () => {
    const labels = [];
    for (let block = 1; block <= (await stage.trainer.block()); block++) {
      const { labels: used, sealed } = await stage.trainer.snapshot({}, block);
      const verdict = sealed ? "verified" : "unsealed";
      expect(await verify(stage.trainer, { block })).toMatchObject({ verdict, block });
      labels.push(used);
    }
    expect(labels).toEqual([...labels].sort());
    expect([labels[0], labels.at(-1)]).toEqual([2, 4]);
  });

  it("keeps labels and numbers when a call fails after it has trained", async () => {
    const before = await observe(stage);
    const sample = { indices: [4, 5] };
    for (let label = 0; label < 4; label++)
      expect(await codeOf(stage.trainer.addData({ from: stage.bob, sample, label, pay: 0n }))).toBe(
        "payment_below_quote",
      );
    expect(await observe(stage)).toEqual(before);
    expect(await stage.trainer.predict(sample)).toBe(2);
  });

  it("is not believed when its log or its state is changed", async () => {
    const differenceOf = async (change: Partial<ClassAddedEntry>): Promise<string | undefined> => {
      const log = (entries: PlacedLogEntry[]) =>
        entries.map((entry) => (entry.kind === "classAdded" ? { ...entry, ...change } : entry));
      return (await verify(tampered(stage.trainer, { log }))).firstDifference?.where;
    };
    expect(await differenceOf({ label: 3 })).toMatch(/classAdded, block \d+\): label$/);
    expect(await differenceOf({ actor: "local1bob" })).toMatch(/classAdded.*the call$/);
    const hidden = tampered(stage.trainer, {
      log: (entries) => entries.filter(({ kind }) => kind !== "classAdded"),
    });
    expect((await verify(hidden)).firstDifference).toMatchObject({
      where: expect.stringMatching(/dataAdded.*the call/),
      expected: expect.stringContaining("label_out_of_range"),
    });
    const fewer = tampered(stage.trainer, { snapshot: (snapshot) => ({ ...snapshot, labels: 3 }) });
    expect((await verify(fewer)).firstDifference).toEqual({ where: "labels", expected: "4", actual: "3" });
  });

  it("goes on in process from an export, with the labels in use", async () => {
    const state = await readModelState(stage.trainer);
    expect(state.labels).toBe(4);
    const exported: unknown = JSON.parse(JSON.stringify(exportModel(composition, state)));
    const model = await createModel(composition, importModel(composition, exported));
    expect(model.state()).toEqual(state);
    expect(() => model.addClass()).toThrow(/^classes_full/);
    // A model without a composition has all of its classes in use.
    const { shape } = composition;
    const alone = await createModel(resolveModel({ model: naiveBayes, shape }), state);
    expect([alone.labels, alone.predict({ indices: [4, 6] })]).toEqual([4, 3]);
    expect(() => alone.addClass()).toThrow(/^unsupported/);
    for (const labels of [1, 5, 2.5, "3"])
      expect(() => importModel(composition, { ...(exported as object), labels })).toThrow(
        /^initial_state_malformed/,
      );
  });

  it("takes classes in process as on a chain", async () => {
    const model = await createModel(composition);
    const sample = { indices: [1, 2] };
    model.update(sample, 1);
    expect(() => model.update(sample, 2)).toThrow(/^label_out_of_range/);
    expect([model.labels, model.addClass(), model.labels]).toEqual([2, 2, 3]);
    model.update({ indices: [3] }, 2);
    expect([model.predict(sample), model.predict({ indices: [3] })]).toEqual([1, 2]);
    const { labels, ...numbers } = model.state();
    expect(labels).toBe(3);
    const before = model.state();
    for (const wrong of [5, -1, 2.5, Number.NaN, "3" as unknown as number])
      expect(() => model.load({ cells: [9n], labels: wrong })).toThrow(/^initial_state_malformed/);
    expect(model.state()).toEqual(before);
    model.load(numbers);
    expect(model.labels).toBe(2);
  });
});
