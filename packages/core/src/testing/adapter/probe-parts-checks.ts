import { bytesToBigint, concatBytes } from "../../bytes.ts";
import { resolveComposition } from "../../composition.ts";
import type { ActedEntry } from "../../log.ts";
import { type CommittedParts, commitParts, openParts, secretCommitment } from "../../parts.ts";
import type { Sample } from "../../sample.ts";
import type { Snapshot } from "../../snapshot.ts";
import type { TransactionResult } from "../../transaction.ts";
import { assertEqual } from "../assert.ts";
import { ReferencePerceptron } from "../reference/sparse-perceptron.ts";
import type { Check, CheckContext } from "./check.ts";
import { MODEL_PARAMS, SMALL } from "./compositions.ts";
import { entryOf, peopleOf, Stage } from "./stage.ts";

/** What `open` of the parts probe does, by its first argument; its kernel has the numbers as literals. */
const OPEN = {
  matchList: 0,
  matchOther: 1,
  count: 2,
  label: 3,
  sum: 4,
  all: 5,
  correct: 6,
  train: 7,
  sumBefore: 8,
  predictBefore: 9,
  payCaller: 10,
  undone: 11,
  updateBefore: 12,
} as const;

const PARTS = [
  [
    { sample: { indices: [1, 2, 19] }, label: 1 },
    { sample: { indices: [3] }, label: 0 },
  ],
  [{ sample: { indices: [0, 4, 5, 6, 7, 8] }, label: 1 }],
  [
    { sample: { indices: [1, 3] }, label: 1 },
    { sample: { indices: [2] }, label: 0 },
    { sample: { indices: [18, 19] }, label: 1 },
  ],
] as const;

/** What the kernel computes from the words about a sample; a sparse sample has values of 1. */
const sumOf = ({ indices = [] }: Sample): bigint =>
  BigInt(1000 * indices.length + indices.reduce((sum, index, p) => sum + (p + 1) * (index + 1), 0));

const bytes = (length: number, first: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (first + 37 * i) & 255);

interface Brought {
  readonly from?: string;
  readonly digest?: Uint8Array;
  readonly parts?: Uint8Array;
  readonly args?: readonly bigint[];
  readonly pay?: bigint;
}

/** A deployed instance of the parts probe with the sparse perceptron, and a list of three parts. */
class PartsStage {
  readonly stage: Stage;
  readonly list: CommittedParts;

  private constructor(stage: Stage) {
    this.stage = stage;
    const salts = PARTS.map((_, k) => bytes(32, 10 + k));
    this.list = commitParts(PARTS, salts, stage.composition.shape);
  }

  static async open(context: CheckContext, sealed = true): Promise<PartsStage> {
    const resolved = resolveComposition({ ...context.plugins, shape: SMALL, modelParams: MODEL_PARAMS });
    const options = { from: peopleOf(context.chain).deployer };
    return new PartsStage(await Stage[sealed ? "of" : "unsealedOf"](context.chain, resolved, options));
  }

  send(action: string, { from = this.stage.people.ann, ...rest }: Brought = {}): Promise<TransactionResult> {
    return this.stage.trainer.act(action, { from, ...rest });
  }

  /** Sends what is expected to be accepted. */
  async act(action: string, brought: Brought = {}): Promise<ActedEntry> {
    return entryOf(await this.stage.sent(() => this.send(action, brought)), "acted");
  }

  open(parts: Uint8Array, operation: number, a = 0n, b = 0n, more: Brought = {}): Promise<ActedEntry> {
    return this.act("open", { parts, args: [BigInt(operation), a, b], ...more });
  }

  refuses(code: string, action: string, brought: Brought = {}): Promise<void> {
    const what = `${action}(${(brought.args ?? []).join(", ")})`;
    return this.stage.refuses(code, what, () => this.send(action, brought));
  }

  refusesOpen(code: string, parts: Uint8Array, operation: number, a = 0n): Promise<void> {
    return this.refuses(code, "open", { parts, args: [BigInt(operation), a, 0n] });
  }

  snapshot(): Promise<Snapshot> {
    return this.stage.trainer.snapshot(this.stage.request());
  }

  /** What the last operation has left in pool cell 0. */
  async result(): Promise<bigint | undefined> {
    return (await this.snapshot()).pool[0];
  }
}

export const probePartsChecks: readonly Check[] = [
  {
    id: "parts-match",
    title: "tells whether a list that is opened in parts is the one that a register commits to",
    async run(context) {
      const probe = await PartsStage.open(context);
      const { list } = probe;
      const matches = async (
        [count, only]: readonly [number, number],
        parts: Uint8Array,
        expected: bigint,
        operation: number = OPEN.matchList,
      ) => {
        await probe.open(parts, operation, BigInt(count), BigInt(only));
        assertEqual(await probe.result(), expected, `match of ${count} parts, of which ${only} is open`);
      };
      const allOpen = openParts(list);
      await matches([3, -1], allOpen, 0n);
      await probe.act("keep", { digest: list.digest });
      await matches([3, -1], allOpen, 1n);
      await matches([3, -1], allOpen, 0n, OPEN.matchOther);
      for (const wrong of [2, 4, 0, -1]) await matches([wrong, -1], allOpen, 0n);
      for (const only of [0, 1, 2, 3, -2]) await matches([3, only], allOpen, 0n);
      for (const only of [0, 1, 2]) {
        const opening = openParts(list, [only]);
        for (const k of [-1, 0, 1, 2, 3, 256]) await matches([3, k], opening, k === only ? 1n : 0n);
      }
      for (const k of [-1, 0, 3, 300]) await matches([3, k], openParts(list, []), 0n);
      for (const k of [-1, 0, 1]) await matches([3, k], openParts(list, [0, 1]), 0n);
      const [first, second, third] = list.parts;
      for (const changed of [
        { ...list, parts: [second!, first!, third!] },
        { ...list, parts: [first!, second!] },
        { ...list, parts: [...list.parts, third!] },
        { ...list, parts: [{ ...first!, salt: second!.salt }, second!, third!] },
        { ...list, parts: [{ ...first!, items: second!.items }, second!, third!] },
      ])
        await matches([3, -1], openParts(changed), 0n);
      await matches([0, -1], new Uint8Array(), 0n);
    },
  },
  {
    id: "parts-items",
    title: "gives the kernel labels and samples of the open parts, in any order, and the model's answers",
    async run(context) {
      const probe = await PartsStage.open(context);
      const reference = new ReferencePerceptron(SMALL, MODEL_PARAMS);
      for (const open of [[0, 1, 2], [1], [0, 2], []]) {
        const opening = openParts(probe.list, open);
        const items = open.flatMap((k) => [...PARTS[k]!]);
        await probe.open(opening, OPEN.count);
        assertEqual(await probe.result(), BigInt(items.length), "open items");
        assertEqual(
          (await probe.act("show", { parts: opening })).reason,
          items.length,
          "the same as a reason",
        );
        for (const [j, { sample, label }] of items.entries()) {
          assertEqual((await probe.open(opening, OPEN.label, BigInt(j))).reason, label, `label of item ${j}`);
          await probe.open(opening, OPEN.sum, BigInt(j));
          assertEqual(await probe.result(), sumOf(sample), `sample of item ${j}`);
        }
        await probe.open(opening, OPEN.all);
        const all = items.reduceRight(
          (total, { sample, label }) => 3n * (7n * total + BigInt(label)) + sumOf(sample),
          0n,
        );
        assertEqual(await probe.result(), all, "all items");
        await probe.open(opening, OPEN.correct);
        const correct = items.filter(({ sample, label }) => reference.predict(sample) === label).length;
        assertEqual(await probe.result(), BigInt(correct), "items that the model labels correctly");
        const last = items.at(-1);
        if (last) {
          await probe.open(opening, OPEN.train, BigInt(items.length - 1));
          reference.update(last.sample, last.label);
        }
        for (const j of [BigInt(items.length), -1n, 2n ** 31n])
          await probe.refusesOpen("trap", opening, OPEN.label, j);
      }
    },
  },
  {
    id: "parts-logged",
    title: "logs all that replay needs of a call that opens parts, with and without arguments and payments",
    async run(context) {
      const probe = await PartsStage.open(context);
      const { ben } = probe.stage.people;
      const common = { kind: "acted", actor: ben, id: undefined };
      for (const parts of [openParts(probe.list, [2]), new Uint8Array()]) {
        const opened = await probe.open(parts, OPEN.payCaller, 2n, -5n, { pay: 7n, from: ben });
        assertEqual(
          { ...opened, position: undefined },
          {
            ...{ ...common, action: 2, time: opened.time, reason: 0, paid: 7n, amount: 2n, parts },
            args: [BigInt(OPEN.payCaller), 2n, -5n],
          },
          "entry with arguments",
        );
        const shown = await probe.act("show", { parts, from: ben });
        assertEqual(
          { ...shown, position: undefined },
          {
            ...{ ...common, action: 3, time: shown.time, reason: parts.length > 0 ? 3 : 0, paid: 0n },
            ...{ amount: 0n, args: [], parts },
          },
          "entry without arguments",
        );
        assertEqual((await probe.stage.trainer.log()).at(-1), shown, "newest entry of the log");
      }
      const { parts } = await probe.act("show");
      assertEqual(parts, new Uint8Array(), "what a call logs that brings nothing");
    },
  },
  {
    id: "parts-checked",
    title: "reads an opening before the kernel runs and refuses it for the first thing that is wrong",
    async run(context) {
      const unsealed = await PartsStage.open(context, false);
      await unsealed.refuses("not_sealed", "show", { parts: bytes(3, 1) });
      const probe = await PartsStage.open(context);
      const refuses = (code: string, ...given: Uint8Array[]) =>
        probe.refuses(code, "show", { parts: concatBytes(...given) });
      const length = (count: number) => Uint8Array.of(count >> 24, count >> 16, count >> 8, count);
      const part = (...items: readonly (readonly number[])[]) =>
        concatBytes(length(items.flat().length), bytes(32, 1), Uint8Array.from(items.flat()));
      const item = (label: number, ...sample: readonly number[]) => [
        ...[label >> 8, label & 255, 0, 0, 0, sample.length],
        ...sample,
      ];
      const good = item(1, 0, 2, 0, 5);
      assertEqual((await probe.act("show", { parts: part(good, good) })).reason, 2, "two good items");
      const hidden = concatBytes(length(0), bytes(32, 1));
      for (const cut of [length(0).subarray(1), length(0), hidden.subarray(0, 35), length(1)])
        await refuses("parts_malformed", cut);
      await refuses("parts_malformed", part(good), hidden.subarray(1));
      await refuses("parts_malformed", length(11), bytes(32, 1), Uint8Array.from(good).subarray(1));
      await refuses("parts_malformed", length(-1), bytes(32, 1), Uint8Array.from(good));
      for (const items of [
        [0],
        good.slice(0, 5),
        good.slice(0, -1),
        [...good, 0],
        [0, 1, 255, 255, 255, 255],
      ])
        await refuses("parts_malformed", part(items));
      await refuses("label_out_of_range", part(item(2)));
      await refuses("label_out_of_range", part(good, item(0xffff, 9)));
      await refuses("sample_empty", part(item(0)));
      await refuses("sample_malformed", part(good, item(1, 0, 1, 0)));
      await refuses("sample_too_large", part(item(1, ...bytes(2 * SMALL.maxEntries + 2, 0))));
      await refuses("index_out_of_order", part(item(1, 0, 3, 0, 3)), part([0]));
      await refuses("index_out_of_range", hidden, part(item(1, 0, 20)));
      await refuses("parts_malformed", part([0]), part(item(1, 0, 20)));
      const most = concatBytes(...Array.from({ length: 256 }, () => hidden));
      assertEqual((await probe.act("show", { parts: most })).reason, 0, "as many parts as there may be");
      await refuses("parts_malformed", most, hidden);
      await probe.refuses("payment_not_accepted", "show", { parts: part(good), pay: 1n });
    },
  },
  {
    id: "parts-traps",
    title: "traps on parts, secrets and samples that a call has not, and undoes what a refused call did",
    async run(context) {
      const probe = await PartsStage.open(context);
      const opening = openParts(probe.list);
      for (const operation of [0n, 1n, 2n, 3n, 4n]) await probe.refuses("trap", "run", { args: [operation] });
      await probe.stage.refusesData("trap", "a word about parts in an addition", {
        label: 1,
        payBaseUnits: 0n,
      });
      for (const operation of [OPEN.sumBefore, OPEN.predictBefore, OPEN.updateBefore])
        await probe.refusesOpen("trap", opening, operation);
      const before = { ...(await probe.snapshot()), block: 0 };
      await probe.refusesOpen("probe_refused", opening, OPEN.undone);
      assertEqual({ ...(await probe.snapshot()), block: 0 }, before, "what a refused call left");
    },
  },
  {
    id: "parts-secrets",
    title: "gives the kernel the 32 bytes of a call, and what the sender commits to with them",
    async run(context) {
      const probe = await PartsStage.open(context);
      const words = (digest: Uint8Array) =>
        [0, 1, 2, 3].map((k) => BigInt.asIntN(64, bytesToBigint(digest.subarray(8 * k, 8 * k + 8))));
      for (const from of [probe.stage.people.ann, probe.stage.people.ben]) {
        for (const digest of [bytes(32, 77), bytes(32, 0).fill(0), bytes(32, 0).fill(255)]) {
          const expected = [...words(digest), ...words(secretCommitment(from, digest))];
          for (const [k, value] of expected.entries()) {
            await probe.act("tell", { digest, args: [BigInt(k)], from });
            assertEqual(await probe.result(), value, `number ${k}`);
          }
        }
      }
    },
  },
];

/** The ids of these checks, in order. */
export const probePartsCheckIds: readonly string[] = probePartsChecks.map((check) => check.id);
