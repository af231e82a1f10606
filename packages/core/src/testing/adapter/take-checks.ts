import { assertEqual } from "../assert.ts";
import type { Check } from "./check.ts";
import { contradicted, validate } from "./claim-stories.ts";
import { NEVER } from "./compositions.ts";
import { Stage } from "./stage.ts";

/** The stake mechanism's reasons for a take. */
const BY_ANYONE = 1;
const BY_BENEFICIARY = 2;

export const takeChecks: readonly Check[] = [
  {
    id: "take-by-beneficiary",
    title: "lets the beneficiary take what is left, and nobody else",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, deployer, beneficiary } = stage.people;
      const { contribution } = await stage.add(ann, { indices: [1] }, 1);
      for (const from of [ann, ben, deployer])
        await stage.refuses("too_early", `a take by ${from}`, () =>
          stage.trainer.act("take", { from, contribution }),
        );
      const entry = await stage.act("take", beneficiary, contribution);
      assertEqual(
        { ...entry, position: undefined },
        {
          kind: "acted",
          actor: beneficiary,
          action: 2,
          id: 0,
          time: entry.time,
          reason: BY_BENEFICIARY,
          paid: 0n,
          amount: stage.flatPrice,
          args: [],
        },
        "entry",
      );
      const { records, balance, accounts, marks } = await stage.snapshot();
      assertEqual(
        records.get(0),
        { deposit: stage.flatPrice, left: 0n, claimedBySubmitter: false, claims: 0, cells: [] },
        "record",
      );
      assertEqual(balance, 0n, "balance of the contract");
      assertEqual(
        [accounts.get(beneficiary), marks.get(`${beneficiary}/0`)],
        [{ credit: 0n, cells: [0n] }, 0n],
        "account and marks of the beneficiary",
      );
    },
  },
  {
    id: "take-by-anyone",
    title: "lets anyone take what is left, late, whatever the model says",
    async run(context) {
      const stage = await Stage.open(context, { mechanism: { anyWaitSeconds: 0n } });
      const { ann, ben, stranger, beneficiary } = stage.people;
      const agreed = await stage.add(ann, { indices: [1] }, 1);
      const byStranger = await stage.act("take", stranger, agreed.contribution);
      const disputed = await contradicted(stage, ann, ben, 4);
      const bySubmitter = await stage.act("take", ann, disputed);
      const third = await stage.add(ann, { indices: [2] }, 1);
      const byBeneficiary = await stage.act("take", beneficiary, third.contribution);
      for (const entry of [byStranger, bySubmitter, byBeneficiary])
        assertEqual([entry.reason, entry.amount], [BY_ANYONE, stage.flatPrice], "reason and amount");
    },
  },
  {
    id: "take-too-early",
    title: "refuses a take before its time, the beneficiary's too",
    async run(context) {
      const stage = await Stage.open(context, {
        mechanism: { ownerWaitSeconds: NEVER, anyWaitSeconds: NEVER + 1n },
      });
      const { contribution } = await stage.add(stage.people.ann, { indices: [1] }, 1);
      for (const from of Object.values(stage.people))
        await stage.refuses("too_early", `a take by ${from}`, () =>
          stage.trainer.act("take", { from, contribution }),
        );
    },
  },
  {
    id: "take-without-beneficiary",
    title: "gives a role that was left out to nobody",
    async run(context) {
      const stage = await Stage.open(context, { beneficiary: "nobody" });
      const { contribution } = await stage.add(stage.people.ann, { indices: [1] }, 1);
      for (const from of Object.values(stage.people))
        await stage.refuses("too_early", `a take by ${from}`, () =>
          stage.trainer.act("take", { from, contribution }),
        );
    },
  },
  {
    id: "take-boundaries",
    title: "opens to the beneficiary and to anyone at the exact seconds",
    needs: ["settable-clock"],
    async run(context) {
      const stage = await Stage.open(context, {
        mechanism: { ownerWaitSeconds: 500n, anyWaitSeconds: 1_000n },
      });
      const { ann, ben, stranger, beneficiary } = stage.people;
      const { contribution: first } = await stage.add(ann, { indices: [1] }, 1);
      const { contribution: second } = await stage.add(ben, { indices: [2] }, 1);
      const refusesTake = (from: string, contribution: typeof first) =>
        stage.refuses("too_early", `a take by ${from} at ${contribution.id}`, () =>
          stage.trainer.act("take", { from, contribution }),
        );
      await stage.at(first.time + 499);
      await refusesTake(beneficiary, first);
      await stage.at(first.time + 500);
      const early = await stage.act("take", beneficiary, first);
      assertEqual([early.reason, early.time], [BY_BENEFICIARY, first.time + 500], "the beneficiary's take");
      await stage.at(second.time + 999);
      await refusesTake(stranger, second);
      await stage.at(second.time + 1_000);
      const late = await stage.act("take", stranger, second);
      assertEqual([late.reason, late.time], [BY_ANYONE, second.time + 1_000], "anyone's take");
    },
  },
  {
    id: "take-nothing-left",
    title: "refuses a take when nothing is left",
    async run(context) {
      const stage = await Stage.open(context, { mechanism: { anyWaitSeconds: 0n } });
      const { ann, ben, stranger } = stage.people;
      const { contribution: taken } = await stage.add(ann, { indices: [1] }, 1);
      await stage.act("take", stranger, taken);
      const { contribution: refunded } = await stage.add(ann, { indices: [1] }, 1);
      await stage.act("refund", ann, refunded);
      for (const contribution of [taken, refunded])
        for (const from of [stranger, ben])
          await stage.refuses("nothing_left", `a take of contribution ${contribution.id}`, () =>
            stage.trainer.act("take", { from, contribution }),
          );
    },
  },
  {
    id: "take-of-the-rest",
    title: "takes what reports have left",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, cleo, beneficiary } = stage.people;
      await validate(stage, ben);
      await validate(stage, cleo);
      const contribution = await contradicted(stage, ann, ben, 4);
      await stage.act("report", cleo, contribution);
      const entry = await stage.act("take", beneficiary, contribution);
      assertEqual(entry.amount, stage.flatPrice - stage.flatPrice / 2n, "amount");
      const { left, deposit, claims } = await stage.record(contribution);
      assertEqual({ left, deposit, claims }, { left: 0n, deposit: stage.flatPrice, claims: 1 }, "record");
    },
  },
  {
    id: "withdraw-without-credit",
    title: "refuses a withdrawal without credit",
    async run(context) {
      const stage = await Stage.open(context);
      const { ann, ben, stranger } = stage.people;
      await stage.add(ann, { indices: [1] }, 1);
      for (const from of [ann, stranger]) {
        await stage.refuses("nothing_to_withdraw", "to oneself", () => stage.trainer.withdraw({ from }));
        await stage.refuses("nothing_to_withdraw", "to another", () =>
          stage.trainer.withdraw({ from, to: ben }),
        );
      }
    },
  },
];
