import { assertEqual } from "../assert.ts";
import type { Check } from "./check.ts";
import { alterations, contradicted, validate } from "./claim-stories.ts";
import { NEVER } from "./compositions.ts";
import { Stage, sampleHash } from "./stage.ts";

export const refundChecks: readonly Check[] = [
  {
    id: "refund",
    title: "refunds the submitter when the model agrees, and counts a validated sample",
    async run(context) {
      const { chain } = context;
      const stage = await Stage.open(context);
      const { ann } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1, 2] }, 1);
      const before = await stage.snapshot();
      const funds = await chain.balance(ann);
      const entry = await stage.act("refund", ann, contribution);
      assertEqual(
        { ...entry, position: undefined },
        {
          kind: "acted",
          actor: ann,
          action: 0,
          id: 0,
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
        after.records.get(0),
        { deposit: stage.flatPrice, left: 0n, claimedBySubmitter: true, claims: 0, cells: [] },
        "record",
      );
      assertEqual(after.accounts.get(ann), { credit: 0n, cells: [1n] }, "account");
      assertEqual(after.pool, [before.pool[0], 1n], "pool");
      assertEqual(after.balance, 0n, "balance of the contract");
      assertEqual([after.words, after.hot, after.nextId], [before.words, before.hot, 1], "model and ids");
      // The fee is the chain's business; without the refund the account could only have become poorer by it.
      const gained = (await chain.balance(ann)) - funds;
      assertEqual(gained <= stage.flatPrice * chain.baseUnitsPerUnit, true, "the refund is all that came in");
    },
  },
  {
    id: "refund-of-nothing",
    title: "refunds a deposit of 0 once, and counts it as validated",
    async run(context) {
      const stage = await Stage.open(context, {
        mechanism: { costWeightUnits: 0n, minDepositUnits: 0n, maxDepositUnits: 0n },
      });
      const { ann } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1] }, 0);
      const entry = await stage.act("refund", ann, contribution);
      assertEqual(entry.amount, 0n, "amount");
      assertEqual((await stage.trainer.account(ann)).cells, [1n], "validated samples");
      await stage.refuses("already_claimed", "a second refund of a deposit of 0", () =>
        stage.trainer.act("refund", { from: ann, contribution }),
      );
    },
  },
  {
    id: "refund-too-early",
    title: "refuses a refund before its time",
    async run(context) {
      const stage = await Stage.open(context, { mechanism: { refundWaitSeconds: NEVER } });
      const { ann } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1] }, 1);
      await stage.refuses("too_early", "a refund at once", () =>
        stage.trainer.act("refund", { from: ann, contribution }),
      );
    },
  },
  {
    id: "refund-boundary",
    title: "refunds from the exact second on",
    needs: ["settable-clock"],
    async run(context) {
      const stage = await Stage.open(context, { mechanism: { refundWaitSeconds: 1_000n } });
      const { ann } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1] }, 1);
      await stage.at(contribution.time + 999);
      await stage.refuses("too_early", "a refund one second too early", () =>
        stage.trainer.act("refund", { from: ann, contribution }),
      );
      await stage.at(contribution.time + 1_000);
      const entry = await stage.act("refund", ann, contribution);
      assertEqual(entry.time, contribution.time + 1_000, "time of the refund");
    },
  },
  {
    id: "refund-after-waiting",
    title: "refunds after a short wait",
    async run(context) {
      const stage = await Stage.open(context, { mechanism: { refundWaitSeconds: 2n } });
      const { ann } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1] }, 1);
      await stage.pass(3);
      const entry = await stage.act("refund", ann, contribution);
      assertEqual(entry.time - contribution.time >= 2, true, "two seconds passed between the blocks");
    },
  },
  {
    id: "refund-by-another",
    title: "refuses a refund by anyone but the submitter",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, deployer, beneficiary } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1] }, 1);
      for (const from of [ben, deployer, beneficiary])
        await stage.refuses("not_submitter", `a refund by ${from}`, () =>
          stage.trainer.act("refund", { from, contribution }),
        );
      await stage.act("refund", ann, contribution);
      await stage.refuses("not_submitter", "a refund by another after the refund", () =>
        stage.trainer.act("refund", { from: ben, contribution }),
      );
    },
  },
  {
    id: "refund-twice",
    title: "refuses a second refund",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1] }, 1);
      await stage.add(ann, { indices: [2] }, 1);
      await stage.act("refund", ann, contribution);
      await stage.refuses("already_claimed", "a second refund", () =>
        stage.trainer.act("refund", { from: ann, contribution }),
      );
      const raw = { from: ann, contribution };
      await stage.refuses("already_claimed", "a second refund of raw parts", () =>
        stage.trainer.rawAct("refund", raw),
      );
    },
  },
  {
    id: "refund-after-take",
    title: "refuses a refund after everything was taken",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, beneficiary } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1] }, 1);
      await stage.act("take", beneficiary, contribution);
      await stage.refuses("nothing_left", "a refund after a take", () =>
        stage.trainer.act("refund", { from: ann, contribution }),
      );
    },
  },
  {
    id: "refund-model-disagrees",
    title: "refuses a refund while the model disagrees, and pays when it agrees again",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben } = stage.people;
      const contribution = await contradicted(stage, ann, ben, 4);
      await stage.refuses("model_disagrees", "a refund of a contradicted contribution", () =>
        stage.trainer.act("refund", { from: ann, contribution }),
      );
      await stage.add(ann, { indices: [4] }, 1);
      const entry = await stage.act("refund", ann, contribution);
      assertEqual(entry.amount, stage.flatPrice, "refund");
    },
  },
  {
    id: "refund-of-the-rest",
    title: "refunds what reports have left",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, cleo } = stage.people;
      await validate(stage, ben);
      await validate(stage, cleo);
      await validate(stage, cleo);
      const contribution = await contradicted(stage, ann, ben, 4);
      const report = await stage.act("report", ben, contribution);
      const share = stage.flatPrice / 3n;
      assertEqual(report.amount, share, "report");
      await stage.add(ann, { indices: [4] }, 1);
      const entry = await stage.act("refund", ann, contribution);
      assertEqual(entry.amount, stage.flatPrice - share, "refund");
    },
  },
  {
    id: "unknown-record",
    title: "knows a contribution only by all of its parts",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, beneficiary } = stage.people;
      await stage.add(ann, { indices: [0] }, 0);
      await validate(stage, ben);
      const contribution = await contradicted(stage, ann, ben, 4);
      const claims = { refund: ann, report: ben, take: beneficiary };
      for (const [action, from] of Object.entries(claims))
        for (const [what, altered] of alterations(stage, contribution))
          await stage.refuses("unknown_record", `${action} with ${what}`, () =>
            stage.trainer.rawAct(action, { from, contribution: altered }),
          );
      const hash = sampleHash(contribution);
      hash[31]! ^= 1;
      await stage.refuses("unknown_record", "take with another hash", () =>
        stage.trainer.rawAct("take", { from: beneficiary, contribution, sampleHash: hash }),
      );
      const whole = sampleHash(contribution);
      await stage.sent(() =>
        stage.trainer.rawAct("take", { from: beneficiary, contribution, sampleHash: whole }),
      );
      assertEqual((await stage.record(contribution)).left, 0n, "left after the take with all parts right");
    },
  },
  {
    id: "unknown-record-of-another-contract",
    title: "does not know another contract's contributions",
    async run(context) {
      const stage = await Stage.open(context);
      const other = await Stage.open(context);
      const { contribution } = await stage.add(stage.people.ann, { indices: [1] }, 0);
      await other.refuses("unknown_record", "a refund at the wrong contract", () =>
        other.trainer.act("refund", { from: stage.people.ann, contribution }),
      );
    },
  },
];
