import { bytesToBigint } from "../../bytes.ts";
import type { CommittedItem } from "../../item.ts";
import type { Sample } from "../../sample.ts";
import { assertEqual } from "../assert.ts";
import { ReferencePerceptron } from "../reference/sparse-perceptron.ts";
import type { Check } from "./check.ts";
import { MODEL_PARAMS, SMALL } from "./compositions.ts";
import { ITEMS, ItemStage, REVEAL, RUN } from "./item-stage.ts";
import { MAX, MIN } from "./probe-numbers.ts";

const LAST_NUMBER = 2n ** 48n - 1n;
const bytes = (length: number, first: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (first + 7 * i) & 255);
/** What the kernel computes from the words about an item's sample; a sparse sample has values of 1. */
const sumOf = ({ indices = [] }: Sample): bigint =>
  BigInt(1000 * indices.length + indices.reduce((sum, index, p) => sum + (p + 1) * (index + 1), 0));

const changed = (
  item: CommittedItem,
  other: CommittedItem,
): readonly (readonly [string, CommittedItem])[] => [
  ["another item", other],
  ["another label", { ...item, label: 1 - item.label }],
  ["another sample", { ...item, sample: other.sample }],
  ["another commitment behind it", { ...item, next: other.next }],
];

export const probeItemChecks: readonly Check[] = [
  {
    id: "items-revealed",
    title: "reveals committed items in order, and logs all that replay needs",
    async run(context) {
      const probe = await ItemStage.open(context);
      const { stage, chain } = probe;
      const { ben } = stage.people;
      await probe.act("keep", { digest: chain.head });
      await probe.act("keepIn", { digest: chain.head, args: [2n] });
      let registers = [bytesToBigint(chain.head), 0n, bytesToBigint(chain.head)];
      assertEqual(await probe.registers(), registers, "registers with the chain's head");
      for (const [k, item] of chain.items.entries()) {
        const expected = { kind: "acted", actor: ben, id: undefined, paid: 0n, amount: 0n, item };
        const shown = await probe.act("show", { item, from: ben });
        assertEqual(
          { ...shown, position: undefined },
          { ...expected, action: 1, time: shown.time, reason: 1, args: [] },
          `entry of item ${k} without arguments`,
        );
        registers = [bytesToBigint(item.next), ...registers.slice(1)];
        assertEqual(await probe.registers(), registers, `registers after item ${k}`);
        const revealed = await probe.reveal(item, REVEAL.next, 2n, { from: ben });
        assertEqual(
          { ...revealed, position: undefined },
          { ...expected, action: 0, time: revealed.time, reason: 0, args: [1n, 2n] },
          `entry of item ${k} with arguments`,
        );
        registers = [...registers.slice(0, 2), bytesToBigint(item.next)];
        assertEqual(
          [await probe.result(), await probe.registers()],
          [1n, registers],
          `result and registers after item ${k} of another register`,
        );
        assertEqual((await stage.trainer.log()).at(-1), revealed, "newest entry of the log");
      }
    },
  },
  {
    id: "items-not-next",
    title: "moves no register for what is not the chain's next item, and each only once",
    async run(context) {
      const probe = await ItemStage.open(context);
      const { chain } = probe;
      const first = probe.item(0);
      const head = bytesToBigint(chain.head);
      const ignores = async (what: string, item: CommittedItem, registers: readonly bigint[]) => {
        assertEqual(
          [(await probe.act("show", { item })).reason, await probe.registers()],
          [0, registers],
          `reason and registers of ${what}`,
        );
      };
      await ignores("an item, while the register is zero", first, [0n, 0n, 0n]);
      await probe.act("keepIn", { digest: chain.head, args: [1n] });
      await ignores("an item of another register", first, [0n, head, 0n]);
      await probe.act("keep", { digest: chain.head });
      for (const [what, item] of changed(first, probe.item(1))) await ignores(what, item, [head, head, 0n]);
      await probe.reveal(first, REVEAL.nextTwice);
      const behind = bytesToBigint(first.next);
      assertEqual([await probe.result(), await probe.registers()], [1n, [behind, head, 0n]], "a second time");
      await ignores("an item that was revealed before", first, [behind, head, 0n]);
    },
  },
  {
    id: "items-checked",
    title: "checks an item as an addition, after the life cycle, and refuses what is no digest",
    async run(context) {
      const unsealed = await ItemStage.open(context, false);
      const item = unsealed.item(0);
      const bad = { ...item, label: 2, sample: new Uint8Array() };
      await unsealed.refuses("not_sealed", "show", { item: bad });
      await unsealed.refuses("not_sealed", "keep", { digest: item.next });
      await unsealed.refuses("payment_not_accepted", "show", { item: bad, pay: 1n });
      const probe = await ItemStage.open(context);
      const refuses = (code: string, given: Partial<CommittedItem>) =>
        probe.refuses(code, "show", { item: { ...item, ...given } });
      await probe.act("keep", { digest: probe.chain.head });
      await refuses("label_out_of_range", { label: 2 });
      await refuses("label_out_of_range", { label: 65_535, sample: new Uint8Array() });
      await refuses("sample_malformed", { sample: Uint8Array.of(0, 1, 2) });
      await refuses("sample_empty", { sample: new Uint8Array() });
      await refuses("sample_too_large", { sample: new Uint8Array(2 * SMALL.maxEntries + 2) });
      await refuses("index_out_of_order", { sample: Uint8Array.of(0, 2, 0, 2) });
      await refuses("index_out_of_range", { sample: Uint8Array.of(0, 20) });
      for (const length of [0, 31, 33, 64]) {
        await refuses("malformed_message", { next: bytes(length, 1) });
        await probe.refuses("malformed_message", "keep", { digest: bytes(length, 1) });
      }
      await probe.refuses("malformed_message", "show");
      await probe.refuses("malformed_message", "keep");
      await probe.refuses("payment_not_accepted", "show", { item, pay: 1n });
      await probe.refuses("payment_not_accepted", "keep", { digest: item.next, pay: 1n });
      assertEqual((await probe.act("show", { item })).reason, 1, "the item, after all");
    },
  },
  {
    id: "items-sample",
    title: "gives the kernel an item's label and sample, and the model's answers about it",
    async run(context) {
      const probe = await ItemStage.open(context);
      const reference = new ReferencePerceptron(SMALL, MODEL_PARAMS);
      for (const [k, { sample, label }] of ITEMS.entries()) {
        const item = probe.item(k);
        assertEqual((await probe.reveal(item, REVEAL.label)).reason, label, `label of item ${k}`);
        await probe.reveal(item, REVEAL.sum);
        assertEqual(await probe.result(), sumOf(sample), `sample of item ${k}`);
        await probe.reveal(item, REVEAL.predict);
        assertEqual(await probe.result(), BigInt(reference.predict(sample)), `prediction of item ${k}`);
        reference.update(sample, label);
        await probe.reveal(item, REVEAL.train, BigInt(label));
        const { pool, words } = await probe.snapshot();
        assertEqual(pool[0], BigInt(reference.predict(sample)), `prediction of item ${k} after training`);
        const lanes = reference.cells.map((cell) => BigInt.asUintN(16, cell)).reverse();
        const state = lanes.reduce((all, lane) => (all << 16n) | lane, 0n);
        assertEqual(words, [BigInt.asUintN(256, state), state >> 256n], `state after item ${k}`);
      }
      for (const label of [2n, -1n])
        await probe.refuses("trap", "reveal", { item: probe.item(0), args: [BigInt(REVEAL.train), label] });
    },
  },
  {
    id: "items-money",
    title: "takes and makes payments with an item and with a digest",
    async run(context) {
      const probe = await ItemStage.open(context);
      const { stage } = probe;
      const kept = await probe.act("keepIn", { digest: bytes(32, 9), args: [0n], pay: 9n });
      assertEqual([kept.paid, await probe.result()], [9n, 9n], "a payment with a digest");
      const { ben } = stage.people;
      const revealed = await probe.reveal(probe.item(1), REVEAL.payCaller, 5n, { pay: 3n, from: ben });
      const { balance, pool } = await probe.snapshot();
      assertEqual(
        [revealed.paid, revealed.amount, pool[0], balance],
        [3n, 5n, 3n, 7n],
        "paid with an item, paid out, what the kernel sees, balance",
      );
    },
  },
  {
    id: "items-undone",
    title: "undoes all that a refused call did to registers, series and model",
    async run(context) {
      const probe = await ItemStage.open(context);
      const item = probe.item(0);
      await probe.act("keep", { digest: probe.chain.head });
      const places = [
        [0, 5],
        [1, 5],
      ] as const;
      const before = { ...(await probe.snapshot(...places)), block: 0 };
      await probe.refuses("probe_refused", "reveal", { item, args: [BigInt(REVEAL.undone), 0n] });
      await probe.refuses("probe_refused", "run", { args: [BigInt(RUN.undone), 5n, 6n, 0n] });
      assertEqual({ ...(await probe.snapshot(...places)), block: 0 }, before, "what a refused call left");
      assertEqual(await probe.stage.trainer.quote(), 0n, "price");
    },
  },
  {
    id: "items-digests",
    title: "keeps digests, with contributions too, logs them and moves them between registers",
    async run(context) {
      const probe = await ItemStage.open(context);
      const { stage } = probe;
      const [ann, ben] = [stage.people.ann, stage.people.ben];
      const { contribution } = await stage.add(ann, { indices: [4, 5] }, 0, 0n);
      const zero = bytes(32, 1).fill(0);
      const one = zero.with(31, 1);
      const high = zero.with(0, 128);
      const plain = { kind: "acted", actor: ben, reason: 0, paid: 0n, amount: 0n, args: [] };
      for (const [action, number, register, digest, more, entry] of [
        ["keep", 2, 0, one, {}, { reason: 1 }],
        ["keepIn", 3, 0, zero, { args: [0n] }, { args: [0n] }],
        ["keepIn", 3, 1, high, { args: [1n] }, { args: [1n], reason: 1 }],
        ["keepIn", 3, 2, bytes(32, 3), { args: [2n] }, { args: [2n], reason: 2 }],
        ["keepFor", 4, 1, bytes(32, 5), { contribution }, { id: 0 }],
        ["keepWith", 5, 2, bytes(32, 8), { contribution, args: [-1n] }, { id: 0, args: [-1n] }],
        ["keep", 2, 0, high, {}, { reason: 1 }],
      ] as const) {
        const acted = await probe.act(action, { digest, from: ben, ...more });
        assertEqual(
          { ...acted, position: undefined },
          { ...plain, action: number, time: acted.time, digest, ...entry },
          `entry of ${action}`,
        );
        assertEqual((await stage.trainer.log()).at(-1), acted, "newest entry of the log");
        assertEqual((await probe.registers())[register], bytesToBigint(digest), `register ${register}`);
        await probe.run(RUN.isZero, BigInt(register));
        assertEqual(await probe.result(), digest === zero ? 1n : 0n, `whether register ${register} is zero`);
      }
      const [a, b, c] = [bytesToBigint(high), bytesToBigint(bytes(32, 5)), bytesToBigint(bytes(32, 8))];
      for (const [operation, registers] of [
        [RUN.firstToFirst, [a, b, c]],
        [RUN.secondToThird, [a, 0n, b]],
        [RUN.firstToSecond, [0n, a, b]],
        [RUN.firstToFirst, [0n, a, b]],
        [RUN.thirdToFirst, [b, a, 0n]],
        [RUN.thirdToFirst, [0n, a, 0n]],
      ] as const) {
        await probe.run(operation);
        assertEqual(await probe.registers(), registers, `registers after operation ${operation}`);
      }
    },
  },
  {
    id: "items-series",
    title: "keeps values of series apart, to the last number and value; quotes may read them",
    async run(context) {
      const probe = await ItemStage.open(context);
      const last = Number(LAST_NUMBER);
      const expected = new Map<string, bigint>([
        ["0/5", 7n],
        [`1/${last}`, -2n],
      ]);
      const numbers = [0, 1, 2, 3, 4, 5, 8, last - 1, last];
      const places = [0, 1].flatMap((series) => numbers.map((number) => [series, number] as const));
      const all = (): Map<string, bigint> =>
        new Map(places.map(([k, n]) => [`${k}/${n}`, expected.get(`${k}/${n}`) ?? 0n]));
      assertEqual((await probe.snapshot(...places)).series, all(), "series after sealing");
      for (const [k, n, v] of [
        [0n, 1n, -1n],
        [0n, 2n, MAX],
        [1n, 1n, MIN],
        [0n, 3n, MIN],
        [0n, 0n, 1n],
        [0n, 4n, -2n],
        [1n, LAST_NUMBER, MAX],
        [1n, LAST_NUMBER - 1n, 5n],
        [0n, 2n, 0n],
        [0n, 8n, 8n],
      ] as const) {
        await probe.run(RUN.setSeries, k, n, v);
        expected.set(`${k}/${n}`, v);
        assertEqual(
          (await probe.snapshot(...places)).series,
          all(),
          `series after value ${n} of ${k} is ${v}`,
        );
        await probe.run(RUN.getSeries, k, n);
        assertEqual(await probe.result(), v, `value ${n} of series ${k}, read by the kernel`);
      }
      for (const n of [-1n, LAST_NUMBER + 1n, MAX, MIN])
        for (const operation of [RUN.getSeries, RUN.setSeries])
          for (const k of [0n, 1n])
            await probe.refuses("trap", "run", { args: [BigInt(operation), k, n, 1n] });
      await probe.run(RUN.setSeries, 0n, 5n, 19n);
      assertEqual(await probe.stage.trainer.quote(), 12n, "a price that a series says");
    },
  },
  {
    id: "items-traps",
    title: "traps on items, samples, records and digests that a call has not",
    async run(context) {
      const probe = await ItemStage.open(context);
      const item = probe.item(0);
      for (const operation of [RUN.label, RUN.next, RUN.store, RUN.sum])
        await probe.refuses("trap", "run", { args: [BigInt(operation), 0n, 0n, 0n] });
      for (const operation of [REVEAL.recordLabel, REVEAL.store])
        await probe.refuses("trap", "reveal", { item, args: [BigInt(operation), 0n] });
      await probe.stage.refusesData("trap", "an item word in an addition", { label: 1, payBaseUnits: 0n });
      await probe.stage.add(probe.stage.people.ann, ITEMS[0].sample, 0, 0n);
    },
  },
];

/** The ids of these checks, in order. */
export const probeItemCheckIds: readonly string[] = probeItemChecks.map((check) => check.id);
