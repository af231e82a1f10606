import { assertEqual, assertThat } from "../assert.ts";
import { stakeShare } from "../reference/stake.ts";
import type { Check } from "./check.ts";
import { contradicted, validate } from "./claim-stories.ts";
import { NEVER } from "./compositions.ts";
import { Stage } from "./stage.ts";

export const reportChecks: readonly Check[] = [
  {
    id: "report",
    title: "pays the only validated reporter everything, and marks the claim",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, cleo } = stage.people;
      await validate(stage, ben);
      const contribution = await contradicted(stage, ann, cleo, 4);
      const before = await stage.snapshot();
      const entry = await stage.act("report", ben, contribution);
      assertEqual(
        { ...entry, position: undefined },
        {
          kind: "acted",
          actor: ben,
          action: 1,
          id: contribution.id,
          time: entry.time,
          reason: 0,
          paid: 0n,
          amount: stage.flatPrice,
          args: [],
        },
        "entry",
      );
      const after = await stage.snapshot();
      assertEqual(
        after.records.get(contribution.id),
        { deposit: stage.flatPrice, left: 0n, claimedBySubmitter: false, claims: 1, cells: [] },
        "record",
      );
      assertEqual(after.marks.get(`${ben}/0`), 1n << BigInt(contribution.id), "marks of the reporter");
      assertEqual(after.marks.get(`${ann}/0`), 0n, "marks of the submitter");
      assertEqual(after.balance, before.balance - stage.flatPrice, "balance of the contract");
      assertEqual(
        [after.accounts.get(ben), after.pool, after.words],
        [before.accounts.get(ben), before.pool, before.words],
        "account, pool and model",
      );
    },
  },
  {
    id: "report-shares",
    title: "pays every reporter the share of its validated samples, at most what is left",
    async run(context) {
      const stage = await Stage.open(context, {
        mechanism: { minDepositUnits: 1_009n, maxDepositUnits: 1_009n },
      });
      const { ann, ben, cleo, stranger } = stage.people;
      const validated = { [ben]: 1n, [cleo]: 3n, [stranger]: 3n };
      for (const [who, count] of Object.entries(validated))
        for (let i = 0n; i < count; i++) await validate(stage, who);
      const contribution = await contradicted(stage, ann, ben, 4);
      let left = stage.flatPrice;
      let all = 7n;
      let claims = 0;
      for (const [reporter, own] of Object.entries(validated)) {
        const share = stakeShare({ deposit: stage.flatPrice, left }, own, all);
        const entry = await stage.act("report", reporter, contribution);
        left -= share;
        claims += 1;
        assertEqual(entry.amount, share, `share of ${own} in ${all}`);
        const record = await stage.record(contribution);
        assertEqual([record.left, record.claims], [left, claims], "left and claims");
        // One more validated sample of an outsider between the reports changes everybody's share.
        await validate(stage, stage.people.deployer);
        all += 1n;
      }
      assertThat(left > 0n, "three reporters with 7 of 9 validated samples took everything.");
      const last = await stage.act("report", stage.people.deployer, contribution);
      assertEqual(last.amount, stakeShare({ deposit: stage.flatPrice, left }, 3n, all), "the last share");
    },
  },
  {
    id: "report-by-submitter",
    title: "refuses a report by the submitter",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben } = stage.people;
      await validate(stage, ann);
      const contribution = await contradicted(stage, ann, ben, 4);
      await stage.refuses("own_contribution", "a report of one's own contribution", () =>
        stage.trainer.act("report", { from: ann, contribution }),
      );
    },
  },
  {
    id: "report-twice",
    title: "refuses a second report by the same account",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, cleo } = stage.people;
      await validate(stage, ben);
      await validate(stage, cleo);
      const contribution = await contradicted(stage, ann, ben, 4);
      await stage.act("report", ben, contribution);
      await stage.refuses("already_claimed", "a second report", () =>
        stage.trainer.act("report", { from: ben, contribution }),
      );
      const other = await contradicted(stage, ann, ben, 5);
      const entry = await stage.act("report", ben, other);
      assertEqual(entry.amount, stage.flatPrice / 2n, "a report of another contribution");
    },
  },
  {
    id: "report-too-early",
    title: "refuses a report before its time",
    async run(context) {
      const stage = await Stage.open(context, { mechanism: { refundWaitSeconds: NEVER } });
      const { ann, ben } = stage.people;
      const contribution = await contradicted(stage, ann, ben, 4);
      await stage.refuses("too_early", "a report at once", () =>
        stage.trainer.act("report", { from: ben, contribution }),
      );
    },
  },
  {
    id: "report-boundary",
    title: "takes reports from the exact second on",
    needs: ["settable-clock"],
    async run(context) {
      const stage = await Stage.open(context, { mechanism: { refundWaitSeconds: 1_000n } });
      const { ann, ben } = stage.people;
      const own = await stage.add(ben, { indices: [19] }, 0);
      await stage.at(own.contribution.time + 1_000);
      await stage.act("refund", ben, own.contribution);
      const contribution = await contradicted(stage, ann, ben, 4);
      await stage.at(contribution.time + 999);
      await stage.refuses("too_early", "a report one second too early", () =>
        stage.trainer.act("report", { from: ben, contribution }),
      );
      await stage.at(contribution.time + 1_000);
      const entry = await stage.act("report", ben, contribution);
      assertEqual(entry.time, contribution.time + 1_000, "time of the report");
      assertEqual(entry.amount, stage.flatPrice, "amount");
    },
  },
  {
    id: "report-not-validated",
    title: "refuses a report by an account without validated samples",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, cleo, stranger } = stage.people;
      await validate(stage, ben);
      const contribution = await contradicted(stage, ann, ben, 4);
      for (const from of [cleo, stranger])
        await stage.refuses("not_validated", `a report by ${from}`, () =>
          stage.trainer.act("report", { from, contribution }),
        );
    },
  },
  {
    id: "report-share-zero",
    title: "refuses a report whose share is 0",
    async run(context) {
      const stage = await Stage.open(context, { mechanism: { minDepositUnits: 1n, maxDepositUnits: 1n } });
      const { ann, ben, cleo } = stage.people;
      await validate(stage, ben);
      await validate(stage, cleo);
      const contribution = await contradicted(stage, ann, ben, 4);
      await stage.refuses("share_is_zero", "half a unit", () =>
        stage.trainer.act("report", { from: ben, contribution }),
      );
    },
  },
  {
    id: "report-model-agrees",
    title: "refuses a report while the model agrees",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, cleo } = stage.people;
      await validate(stage, ben);
      const { contribution } = await stage.add(ann, { indices: [4] }, 1);
      await stage.refuses("model_agrees", "a report of what the model predicts", () =>
        stage.trainer.act("report", { from: ben, contribution }),
      );
      await stage.add(cleo, { indices: [4] }, 0);
      const entry = await stage.act("report", ben, contribution);
      assertEqual(entry.amount, stage.flatPrice, "amount after the model changed its mind");
    },
  },
  {
    id: "report-nothing-left",
    title: "refuses a report when nothing is left",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, cleo, beneficiary } = stage.people;
      await validate(stage, ben);
      await validate(stage, cleo);
      const taken = await contradicted(stage, ann, ben, 4);
      await stage.act("take", beneficiary, taken);
      await stage.refuses("nothing_left", "a report after a take", () =>
        stage.trainer.act("report", { from: ben, contribution: taken }),
      );
      const { contribution: refunded } = await stage.add(ann, { indices: [5] }, 1);
      await stage.act("refund", ann, refunded);
      await stage.refuses("nothing_left", "a report after a refund", () =>
        stage.trainer.act("report", { from: ben, contribution: refunded }),
      );
    },
  },
];
