import { verify } from "@chainlearn/adapter-local";
import {
  bytesToBigint,
  type CommittedItem,
  commitItems,
  type PlacedLogEntry,
  resolveComposition,
  type Snapshot,
} from "@chainlearn/core";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { beforeEach, describe, expect, it } from "vitest";
import { examiner } from "./fixtures/examiner/plugin.ts";
import { SHAPE } from "./support/compositions.ts";
import { codeOf, expectRefused, type Stage, setStage } from "./support/stage.ts";
import { tampered } from "./support/tampered.ts";

const composition = resolveComposition({ model: sparsePerceptron, mechanism: examiner, shape: SHAPE });

const chain = commitItems(
  [
    { sample: { indices: [1, 2] }, label: 1 },
    { sample: { indices: [3] }, label: 0 },
    { sample: { indices: [1, 2] }, label: 1 },
  ],
  new Uint8Array(32).fill(7),
  SHAPE,
);
const [first, second, third] = chain.items as [CommittedItem, CommittedItem, CommittedItem];
const REQUEST = {
  contributions: [],
  accounts: [],
  marks: [],
  series: [0, 1, 2, 3].map((number) => ({ series: 0, number })),
};

describe("committed items", () => {
  let stage: Stage;

  const send = (action: string, input: Partial<Parameters<Stage["trainer"]["act"]>[1]> = {}) =>
    stage.trainer.act(action, { from: stage.bob, ...input });
  const commit = (register = 0n, digest = chain.head) => send("commit", { digest, args: [register] });
  const reveal = (item: CommittedItem) => send("reveal", { item });
  const acted = async (result: ReturnType<typeof send>) => {
    const entry = (await result).entries[0];
    if (entry?.kind !== "acted") throw new Error("nothing was logged");
    return entry;
  };
  const registers = async () => (await stage.trainer.snapshot(REQUEST)).registers;

  beforeEach(async () => {
    stage = await setStage(composition);
  });

  it("are revealed in order, and the log has all that replay needs", async () => {
    expect((await acted(commit())).digest).toEqual(chain.head);
    expect(await registers()).toEqual([bytesToBigint(chain.head), 0n]);
    for (const item of chain.items) {
      const entry = await acted(reveal(item));
      expect(entry).toMatchObject({ id: undefined, item, args: [] });
      expect(entry.digest).toBeUndefined();
      expect(await registers()).toEqual([bytesToBigint(item.next), 0n]);
    }
    const { series } = await stage.trainer.snapshot(REQUEST);
    // The untrained perceptron says 0 to everything.
    expect([...series]).toEqual([
      ["0/0", 0n],
      ["0/1", 1n],
      ["0/2", 0n],
      ["0/3", 0n],
    ]);
    expect(await verify(stage.trainer)).toMatchObject({ ok: true });
  });

  it("are refused when they are not the next, and nothing changes", async () => {
    await expectRefused(stage, "not_the_next", () => reveal(first));
    await commit();
    for (const item of [
      second,
      third,
      { ...first, label: 0 },
      { ...first, sample: second.sample },
      { ...first, next: third.next },
    ])
      await expectRefused(stage, "not_the_next", () => reveal(item));
    await reveal(first);
    await expectRefused(stage, "not_the_next", () => reveal(first));
    expect(await verify(stage.trainer)).toMatchObject({ ok: true });
  });

  it("are checked as additions are", async () => {
    await commit();
    await expectRefused(stage, "label_out_of_range", () => reveal({ ...first, label: 2 }));
    const bytes = (...values: number[]) => Uint8Array.from(values);
    for (const [code, sample] of [
      ["sample_empty", bytes()],
      ["sample_malformed", bytes(0)],
      ["index_out_of_order", bytes(0, 2, 0, 1)],
      ["index_out_of_range", bytes(0, 20)],
    ] as const)
      await expectRefused(stage, code, () => reveal({ ...first, sample }));
    await expectRefused(stage, "malformed_message", () => reveal({ ...first, next: bytes(1) }));
    await expectRefused(stage, "malformed_message", () => send("reveal"));
    await expectRefused(stage, "malformed_message", () => send("commit", { args: [0n] }));
    await expectRefused(stage, "malformed_message", () => commit(0n, bytes(1, 2)));
    await expectRefused(stage, "payment_not_accepted", () => send("reveal", { item: first, pay: 1n }));
    const unsealed = stage.chain.accounts[0]!;
    expect(await codeOf(send("reveal", { item: first, from: unsealed, args: [1n] }))).toBe(
      "argument_out_of_range",
    );
  });

  it("move one register only, once a call", async () => {
    await commit();
    await commit(1n);
    expect((await acted(send("twice", { item: first }))).reason).toBe(5);
    expect(await registers()).toEqual([first.next, first.next].map(bytesToBigint));
  });

  it("can be topped up from another register", async () => {
    await commit(1n);
    expect((await acted(send("top"))).reason).toBe(1);
    expect(await registers()).toEqual([bytesToBigint(chain.head), 0n]);
    expect((await acted(send("stay"))).reason).toBe(0);
    expect(await registers()).toEqual([bytesToBigint(chain.head), 0n]);
    expect(await stage.trainer.quote()).toBe(1n);
    await reveal(first);
  });

  it("trap in actions that bring none", async () => {
    for (const word of [0n, 1n, 2n, 3n])
      await expectRefused(stage, "trap", () => send("wrong", { args: [word] }));
  });

  it("stand beside series of any numbers and values", async () => {
    const last = 2n ** 48n - 1n;
    for (const [number, value] of [
      [0n, -5n],
      [last, 2n ** 63n - 2n],
      [3n, -(2n ** 63n)],
    ] as const)
      await send("note", { args: [number, value] });
    for (const number of [-1n, last + 1n])
      await expectRefused(stage, "trap", () => send("note", { args: [number, 1n] }));
    const series = [0, 3, Number(last)].map((number) => ({ series: 1, number }));
    expect([...(await stage.trainer.snapshot({ ...REQUEST, series })).series.values()]).toEqual([
      -4n,
      -(2n ** 63n) + 1n,
      2n ** 63n - 1n,
    ]);
    expect(await verify(stage.trainer)).toMatchObject({ ok: true });
  });

  it("are not believed when log or state are changed", async () => {
    await commit();
    await reveal(first);
    await send("note", { args: [7n, 1n] });
    const inSnapshot = async (change: (snapshot: Snapshot) => Partial<Snapshot>) => {
      const snapshot = (one: Snapshot): Snapshot => ({ ...one, ...change(one) });
      return (await verify(tampered(stage.trainer, { snapshot }))).firstDifference?.where;
    };
    expect(await inSnapshot(() => ({ registers: [bytesToBigint(chain.head), 0n] }))).toBe("register head");
    expect(await inSnapshot(({ registers: own }) => ({ registers: [own[0]!, 1n] }))).toBe("register spare");
    expect(await inSnapshot(({ series }) => ({ series: new Map(series).set("0/0", 1n) }))).toBe(
      "series right, value 0",
    );
    expect(await inSnapshot(({ series }) => ({ series: new Map(series).set("1/7", 9n) }))).toBe(
      "series notes, value 7",
    );
    const inLog = async (change: object) => {
      const log = (entries: PlacedLogEntry[]) =>
        entries.map((entry) => (entry.kind === "acted" && entry.item ? { ...entry, ...change } : entry));
      return (await verify(tampered(stage.trainer, { log }))).firstDifference?.where;
    };
    for (const item of [second, { ...first, label: 0 }, { ...first, sample: second.sample }, undefined])
      expect(await inLog({ item })).toMatch(/log entry 3 .*acted.*: the call/);
    expect(await inLog({ digest: chain.head })).toMatch(/log entry 3 .*acted.*: the call/);
  });
});
