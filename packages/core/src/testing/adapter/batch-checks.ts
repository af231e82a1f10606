import { MAX_BATCH_ITEMS } from "../../batch.ts";
import { unique } from "../../data-handler.ts";
import type { DataAddedEntry } from "../../log.ts";
import type { RawDataItem } from "../../raw-trainer.ts";
import type { Contribution } from "../../record.ts";
import { cellsToWords } from "../../state.ts";
import type { TransactionResult } from "../../transaction.ts";
import { assertEqual, assertThat } from "../assert.ts";
import { Random } from "../random.ts";
import { ReferencePerceptron } from "../reference/sparse-perceptron.ts";
import { stakeQuote } from "../reference/stake.ts";
import type { Check } from "./check.ts";
import { contradicted } from "./claim-stories.ts";
import { MODEL_PARAMS, SMALL } from "./compositions.ts";
import { sharedStage } from "./shared-stage.ts";
import { Stage } from "./stage.ts";

const PRICES = { costWeightUnits: 1_234_567n, minDepositUnits: 40_000n, maxDepositUnits: 40_000_000n };

const ITEMS = [
  { sample: { indices: [1, 5] }, label: 1 },
  { sample: { indices: [5, 19] }, label: 0 },
  { sample: { indices: [1] }, label: 1 },
] as const;

const additionsOf = (result: TransactionResult): DataAddedEntry[] =>
  result.entries.filter((entry) => entry.kind === "dataAdded");

/** Notes a batch's contributions as the stage's own. */
function contributionsOf(stage: Stage, result: TransactionResult): Contribution[] {
  const made = additionsOf(result).map(({ id, time, actor, label, sample }) => ({
    id,
    time,
    submitter: actor,
    label,
    sample,
  }));
  stage.contributions.push(...made);
  return made;
}

/** Runs what has to be refused because of one item, and proves that it changed nothing. */
async function refusesItem(
  stage: Stage,
  code: string,
  item: number,
  what: string,
  call: () => Promise<unknown>,
): Promise<void> {
  let details: unknown;
  await stage.refuses(code, what, async () => {
    try {
      await call();
    } catch (error) {
      details = (error as { details?: unknown }).details;
      throw error;
    }
  });
  assertEqual((details as { item?: number } | undefined)?.item, item, `${what}: item of the refusal`);
}

export const batchChecks: readonly Check[] = [
  {
    id: "batch",
    title: "takes a batch as successive additions at one moment, out of one payment",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann } = stage.people;
      await stage.add(ann, { indices: [2] }, 0);
      const pay = 3n * stage.flatPrice + 7n;
      const result = await stage.sent(() => stage.trainer.addDataBatch({ from: ann, items: ITEMS, pay }));
      const entries = additionsOf(result);
      const { time } = entries[0]!;
      assertEqual(
        result.entries.map((entry) => ({ ...entry, position: undefined })),
        ITEMS.map(({ sample, label }, i) => ({
          kind: "dataAdded",
          actor: ann,
          id: 1 + i,
          time,
          label,
          sample: stage.bytes(sample),
          paid: pay - BigInt(i) * stage.flatPrice,
          cost: stage.flatPrice,
        })),
        "entries",
      );
      const made = contributionsOf(stage, result);
      const { nextId, pool, balance, records } = await stage.snapshot();
      assertEqual(
        { nextId, pool, balance },
        { nextId: 4, pool: [BigInt(time), 0n], balance: 4n * stage.flatPrice },
        "state",
      );
      for (const { id } of made)
        assertEqual(
          records.get(id),
          {
            deposit: stage.flatPrice,
            left: stage.flatPrice,
            claimedBySubmitter: false,
            claims: 0,
            cells: [],
          },
          `record ${id}`,
        );
    },
  },
  {
    id: "batch-trains",
    title: "trains with the items of a batch in order, as one by one",
    async run(context) {
      const stage = await Stage.open(context, { initialState: { hot: [-5n] } });
      const reference = new ReferencePerceptron(SMALL, MODEL_PARAMS, [], -5n);
      const random = new Random(16);
      for (let round = 0; round < 3; round++) {
        const items = Array.from({ length: 16 }, () => {
          const first = random.below(10);
          return { sample: { indices: [first, first + random.between(1, 9)] }, label: random.below(2) };
        });
        for (const { sample, label } of items) reference.update(sample, label);
        await stage.sent(() => stage.trainer.addDataBatch({ from: stage.people.ben, items }));
      }
      const { words, hot, nextId } = await stage.snapshot();
      assertEqual(
        { words, hot, nextId },
        { words: cellsToWords(reference.cells, SMALL.lane), hot: [reference.intercept], nextId: 48 },
        "state after three batches of 16",
      );
    },
  },
  {
    id: "batch-quote",
    title: "quotes a batch as its items cost one after the other, and charges that",
    needs: ["settable-clock"],
    async run(context) {
      const stage = await Stage.open(context, { mechanism: PRICES });
      const { ann } = stage.people;
      const first = await stage.add(ann, { indices: [1] }, 1);
      await stage.at(first.entry.time + 3_600);
      const soon = stakeQuote(PRICES, 0n);
      const expected = stakeQuote(PRICES, 3_600n) + 2n * soon;
      const before = await stage.snapshot();
      assertEqual(await stage.trainer.quoteBatch({ from: ann, items: ITEMS }), expected, "quote");
      assertEqual({ ...(await stage.snapshot()) }, { ...before }, "state after the quote");
      await stage.at(first.entry.time + 7_200);
      const later = stakeQuote(PRICES, 7_200n) + 2n * soon;
      await refusesItem(stage, "payment_below_quote", 2, "one unit less than the batch costs", () =>
        stage.trainer.addDataBatch({ from: ann, items: ITEMS, pay: later - 1n }),
      );
      await stage.at(first.entry.time + 7_201);
      const quoted = await stage.trainer.quoteBatch({ from: ann, items: ITEMS });
      const result = await stage.sent(() =>
        stage.trainer.addDataBatch({ from: ann, items: ITEMS, pay: quoted }),
      );
      assertEqual(
        additionsOf(result).reduce((sum, { cost }) => sum + cost, 0n),
        quoted,
        "charge",
      );
    },
  },
  {
    id: "batch-excess",
    title: "returns the excess of a batch once, and pays the quote by default",
    async run(context) {
      const { chain } = context;
      const stage = await Stage.open(context);
      const { ann } = stage.people;
      const cost = 3n * stage.flatPrice;
      const excess = 10_000_000n;
      const before = await chain.balance(ann);
      const over = await stage.sent(() =>
        stage.trainer.addDataBatch({ from: ann, items: ITEMS, pay: cost + excess }),
      );
      const spent = before - (await chain.balance(ann)) - cost * chain.baseUnitsPerUnit;
      assertThat(
        spent >= 0n && spent < excess * chain.baseUnitsPerUnit,
        `the sender lost ${spent} base units besides the charge: more than a fee.`,
      );
      const exact = await stage.sent(() => stage.trainer.addDataBatch({ from: ann, items: ITEMS }));
      assertEqual(
        [over, exact].map((result) => [result.entries.length, additionsOf(result)[0]!.paid]),
        [
          [3, cost + excess],
          [3, cost],
        ],
        "entries and first payment",
      );
      assertEqual((await stage.snapshot()).balance, 2n * cost, "balance of the contract");
      assertEqual((await stage.trainer.account(ann)).credit, 0n, "credit of the sender");
    },
  },
  {
    id: "batch-all-or-nothing",
    title: "refuses a batch for any of its items, as a whole, and says which",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann } = stage.people;
      await stage.add(ann, { indices: [2] }, 0);
      const good: RawDataItem[] = ITEMS.map(({ sample, label }) => ({ sample: stage.bytes(sample), label }));
      const bytes = stage.bytes({ indices: [3, 7] });
      const flawed: readonly (readonly [string, number, RawDataItem])[] = [
        ["label_out_of_range", 2, { sample: bytes, label: 2 }],
        ["sample_malformed", 0, { sample: bytes.slice(1), label: 1 }],
        ["sample_empty", 1, { sample: new Uint8Array(), label: 1 }],
        ["sample_too_large", 2, { sample: new Uint8Array(14), label: 1 }],
        ["index_out_of_order", 3, { sample: Uint8Array.of(0, 7, 0, 3), label: 1 }],
        ["index_out_of_range", 1, { sample: Uint8Array.of(0, 1, 0, 20), label: 1 }],
      ];
      const unit = context.chain.baseUnitsPerUnit;
      for (const [code, item, wrong] of flawed)
        await refusesItem(stage, code, item, `a batch with ${code}`, () =>
          stage.trainer.rawAddBatch({
            from: ann,
            items: good.toSpliced(item, 0, wrong),
            payBaseUnits: 4n * stage.flatPrice * unit,
          }),
        );
      for (const [paid, item] of [
        [0n, 0],
        [stage.flatPrice, 1],
        [3n * stage.flatPrice - 1n, 2],
      ] as const)
        await refusesItem(stage, "payment_below_quote", item, `a batch for ${paid} units`, () =>
          stage.trainer.rawAddBatch({ from: ann, items: good, payBaseUnits: paid * unit }),
        );
    },
  },
  {
    id: "batch-size",
    title: "refuses empty batches and batches that are too large",
    async run(context) {
      const stage = await sharedStage(context, "batch-size");
      const { ann } = stage.people;
      const sample = stage.bytes({ indices: [1] });
      const tooMany = Array.from({ length: MAX_BATCH_ITEMS + 1 }, () => ({ sample, label: 1 }));
      const batch = (items: readonly RawDataItem[]): Promise<unknown> =>
        stage.trainer.rawAddBatch({ from: ann, items, payBaseUnits: 0n });
      await stage.refuses("batch_empty", "a batch of nothing", () => batch([]));
      await stage.refuses("batch_too_large", "a batch of 257 items", () => batch(tooMany));
      await stage.refuses("batch_empty", "a batch of no actions", () =>
        stage.trainer.rawActBatch({ from: ann, actions: [] }),
      );
      const contribution = { id: 0, time: 0, submitter: ann, label: 1, sample };
      await stage.refuses("batch_too_large", "a batch of 257 actions", () =>
        stage.trainer.rawActBatch({
          from: ann,
          actions: tooMany.map(() => ({ action: "refund", contribution })),
        }),
      );
      await stage.refuses("batch_empty", "a batch of nothing by the client", () =>
        stage.trainer.addDataBatch({ from: ann, items: [], pay: 0n }),
      );
      await stage.refuses("batch_empty", "a quote for nothing", () =>
        stage.trainer.quoteBatch({ from: ann, items: [] }),
      );
    },
  },
  {
    id: "batch-before-sealing",
    title: "takes no batch before sealing",
    async run(context) {
      const stage = await Stage.unsealed(context);
      const item = { sample: stage.bytes({ indices: [1] }), label: 1 };
      await stage.refuses("not_sealed", "a batch before sealing", () =>
        stage.trainer.rawAddBatch({
          from: stage.people.ann,
          items: [item],
          payBaseUnits: stage.flatPrice * context.chain.baseUnitsPerUnit,
        }),
      );
    },
  },
  {
    id: "batch-payments",
    title: "refuses payments between two units with a batch",
    needs: ["fractional-units"],
    async run(context) {
      const stage = await sharedStage(context, "batch-size");
      const item = { sample: stage.bytes({ indices: [1] }), label: 1 };
      await stage.refuses("payment_not_whole_units", "half a unit", () =>
        stage.trainer.rawAddBatch({
          from: stage.people.ann,
          items: [item],
          payBaseUnits: stage.flatPrice * context.chain.baseUnitsPerUnit + 1n,
        }),
      );
    },
  },
  {
    id: "batch-unique",
    title: "unique: refuses a batch that brings a sample twice, or one that is there already",
    needs: ["unique"],
    async run(context) {
      const stage = await Stage.open(context, { dataHandler: unique });
      const { ann, ben } = stage.people;
      const items = [...ITEMS, { sample: { indices: [5, 19] }, label: 0 }];
      await refusesItem(stage, "duplicate_data", 3, "a batch with a sample twice", () =>
        stage.trainer.addDataBatch({ from: ann, items, pay: 4n * stage.flatPrice }),
      );
      const result = await stage.sent(() => stage.trainer.addDataBatch({ from: ann, items: ITEMS }));
      contributionsOf(stage, result);
      await refusesItem(stage, "duplicate_data", 1, "a batch with a sample that is there", () =>
        stage.trainer.addDataBatch({
          from: ben,
          items: [{ sample: { indices: [7] }, label: 0 }, ITEMS[2]],
          pay: 2n * stage.flatPrice,
        }),
      );
    },
  },
  {
    id: "batch-claims",
    title: "runs a batch of claims as one after the other",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann } = stage.people;
      const result = await stage.sent(() => stage.trainer.addDataBatch({ from: ann, items: ITEMS }));
      const [first, second, third] = contributionsOf(stage, result) as [
        Contribution,
        Contribution,
        Contribution,
      ];
      assertEqual(await stage.trainer.predict({ indices: [1] }), 1, "prediction");
      const claims = await stage.sent(() =>
        stage.trainer.actBatch({
          from: ann,
          actions: [
            { action: "refund", contribution: third },
            { action: "refund", contribution: first },
          ],
        }),
      );
      assertEqual(
        claims.entries.map(
          (entry) => entry.kind === "acted" && [entry.id, entry.amount, entry.paid, entry.actor],
        ),
        [
          [third.id, stage.flatPrice, 0n, ann],
          [first.id, stage.flatPrice, 0n, ann],
        ],
        "entries",
      );
      const { pool, accounts, balance, records } = await stage.snapshot();
      assertEqual(
        [pool[1], accounts.get(ann)?.cells, balance, records.get(second.id)?.left],
        [2n, [2n], stage.flatPrice, stage.flatPrice],
        "state",
      );
    },
  },
  {
    id: "batch-claims-all-or-nothing",
    title: "refuses a batch of claims for any of them, payments included, and says which",
    async run(context) {
      const { chain } = context;
      const stage = await Stage.open(context);
      const { ann, ben } = stage.people;
      const contribution = await contradicted(stage, ann, ben, 4);
      const { contribution: fine } = await stage.add(ann, { indices: [9] }, 1);
      const balance = await chain.balance(ann);
      const refund = (of: Contribution) => ({ action: "refund", contribution: of });
      await refusesItem(stage, "model_disagrees", 1, "a batch with a refund that is refused", () =>
        stage.trainer.actBatch({ from: ann, actions: [refund(fine), refund(contribution)] }),
      );
      await refusesItem(stage, "already_claimed", 1, "the same refund twice", () =>
        stage.trainer.actBatch({ from: ann, actions: [refund(fine), refund(fine)] }),
      );
      await refusesItem(stage, "not_submitter", 0, "a batch of somebody else's refunds", () =>
        stage.trainer.actBatch({ from: ben, actions: [refund(fine), refund(contribution)] }),
      );
      await refusesItem(stage, "unknown_record", 1, "a batch with an unknown record", () =>
        stage.trainer.rawActBatch({
          from: ann,
          actions: [refund(fine), { action: "take", contribution: { ...fine, id: 77 } }, refund(fine)],
        }),
      );
      assertEqual(await chain.balance(ann), balance, "balance of whom refused batches would have paid");
      assertEqual((await stage.record(fine)).left, stage.flatPrice, "left");
    },
  },
];
