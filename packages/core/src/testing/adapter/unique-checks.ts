import { unique } from "../../data-handler.ts";
import { assertEqual } from "../assert.ts";
import type { Check, CheckNeed } from "./check.ts";
import { alterations, contradicted, validate } from "./claim-stories.ts";
import { Stage } from "./stage.ts";

const needs: readonly CheckNeed[] = ["unique"];

const TIME_BITS = 40;
/** Units. */
const MOST_DEPOSIT = (1n << 44n) - 1n;

export const uniqueChecks: readonly Check[] = [
  {
    id: "unique-repeat",
    title:
      "unique: refuses a repeat of a sample and label by anybody, before and after its record was emptied",
    needs,
    async run(context) {
      const stage = await Stage.open(context, { dataHandler: unique });
      const { ann, ben } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1, 2] }, 1);
      const { sample } = contribution;
      const repeat = (from: string): Promise<void> =>
        stage.refusesData("duplicate_data", `a repeat by ${from}`, { from, sample });
      await repeat(ann);
      await repeat(ben);
      await stage.act("refund", ann, contribution);
      await repeat(ann);
      await repeat(ben);
      await stage.pass(1);
      await repeat(ben);
    },
  },
  {
    id: "unique-variants",
    title: "unique: takes the same sample with another label, and a part of the sample",
    needs,
    async run(context) {
      const stage = await Stage.open(context, { dataHandler: unique });
      const { ann, ben } = stage.people;
      const added = [
        await stage.add(ann, { indices: [1, 2] }, 1),
        await stage.add(ann, { indices: [1, 2] }, 0),
        await stage.add(ben, { indices: [1] }, 1),
        await stage.add(ben, { indices: [1, 2, 3] }, 1),
      ];
      const { nextId, balance, records } = await stage.snapshot();
      assertEqual({ nextId, balance }, { nextId: 4, balance: 4n * stage.flatPrice }, "state");
      const { flatPrice } = stage;
      const record = { deposit: flatPrice, left: flatPrice, claimedBySubmitter: false, claims: 0, cells: [] };
      assertEqual(
        [...records.values()],
        added.map(() => record),
        "records",
      );
    },
  },
  {
    id: "unique-order-of-refusals",
    title: "unique: looks for repeats after the sample and before the payment",
    needs,
    async run(context) {
      const stage = await Stage.open(context, { dataHandler: unique });
      const { contribution } = await stage.add(stage.people.ann, { indices: [1, 2] }, 1);
      const { sample } = contribution;
      const free = { sample, payBaseUnits: 0n };
      await stage.refusesData("duplicate_data", "a repeat that pays nothing", free);
      await stage.refusesData("label_out_of_range", "a label that is no class", { sample, label: 2 });
      await stage.refusesData("sample_empty", "nothing", { sample: new Uint8Array() });
      await stage.refusesData("payment_below_quote", "the other label for nothing", { ...free, label: 0 });
      await stage.add(stage.people.ben, { indices: [1, 2] }, 0);
    },
  },
  {
    id: "unique-parts",
    title: "unique: refuses claims whose parts are not those of the contribution",
    needs,
    async run(context) {
      const stage = await Stage.open(context, { dataHandler: unique });
      const { ann, ben, beneficiary } = stage.people;
      await validate(stage, ben);
      const contribution = await contradicted(stage, ann, ben, 3);
      for (const [what, altered] of alterations(stage, contribution)) {
        const raw = { contribution: altered };
        const request = { contributions: [altered], accounts: [], marks: [] };
        const { records } = await stage.trainer.snapshot(request);
        assertEqual(records.get(altered.id), undefined, `the record by ${what}`);
        await stage.refuses("unknown_record", `a take: ${what}`, () =>
          stage.trainer.rawAct("take", { from: beneficiary, ...raw }),
        );
        await stage.refuses("unknown_record", `a report: ${what}`, () =>
          stage.trainer.rawAct("report", { from: ben, ...raw }),
        );
        await stage.refuses("unknown_record", `a refund: ${what}`, () =>
          stage.trainer.rawAct("refund", { from: ann, ...raw }),
        );
      }
    },
  },
  {
    id: "unique-times",
    title: "unique: refuses a contribution's claims with any other time",
    needs,
    async run(context) {
      const stage = await Stage.open(context, { dataHandler: unique });
      const { ann, beneficiary } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1] }, 1);
      const { time } = contribution;
      const flipped = Array.from({ length: TIME_BITS }, (_, bit) =>
        Number(BigInt(time) ^ (1n << BigInt(bit))),
      );
      for (const other of [0, time - 3_600, ...flipped])
        await stage.refuses("unknown_record", `a take with the time ${other} for ${time}`, () =>
          stage.trainer.rawAct("take", { from: beneficiary, contribution: { ...contribution, time: other } }),
        );
      assertEqual((await stage.act("take", beneficiary, contribution)).amount, stage.flatPrice, "take");
    },
  },
  {
    id: "unique-large-deposits",
    title: "unique: refuses additions that cost 2^44 units or more, before it looks at the payment",
    needs,
    async run(context) {
      for (const [price, code] of [
        [MOST_DEPOSIT, "payment_below_quote"],
        [MOST_DEPOSIT + 1n, "deposit_too_large"],
        [1n << 53n, "deposit_too_large"],
      ] as const) {
        const mechanism = { minDepositUnits: price, maxDepositUnits: price };
        const stage = await Stage.open(context, { dataHandler: unique, mechanism });
        assertEqual(await stage.trainer.quote(), price, "quote");
        await stage.refusesData(code, `an addition for ${price} units`, { payBaseUnits: 0n });
      }
    },
  },
  {
    id: "unique-claims",
    title: "unique: refunds, reports and takes, and marks who has claimed",
    needs,
    async run(context) {
      const stage = await Stage.open(context, { dataHandler: unique });
      const { ann, ben, cleo, beneficiary } = stage.people;
      await validate(stage, ben);
      const contribution = await contradicted(stage, ann, cleo, 4);
      const { flatPrice } = stage;
      const report = await stage.act("report", ben, contribution);
      assertEqual(report.amount, flatPrice, "the share of the only one who is validated");
      const { records } = await stage.snapshot();
      assertEqual(
        [...records.values()].map((record) => [record?.left, record?.claims]),
        [
          [0n, 0],
          [0n, 0],
          [flatPrice, 0],
        ],
        "records",
      );
      await stage.refuses("already_claimed", "a second report", () =>
        stage.trainer.act("report", { from: ben, contribution }),
      );
      const other = await stage.add(ann, { indices: [6] }, 1);
      assertEqual((await stage.act("take", beneficiary, other.contribution)).amount, flatPrice, "take");
      assertEqual((await stage.snapshot()).records.get(other.contribution.id)?.left, 0n, "left");
    },
  },
];
