import { decodeSample } from "@chainlearn/core";
import { DAY, DEPOSIT_UNITS, MODEL } from "../composition.ts";
import type { OpenContribution } from "../story/books.ts";
import type { Stage } from "../story/stage.ts";
import type { StoryMechanism } from "./story-mechanism.ts";

/** Waiting times in seconds. */
const WAITS = { refund: DAY, owner: 7 * DAY, anyone: 14 * DAY } as const;
/** The deployer looks after leftovers on every seventh evening. */
const WEEK = 7;

/** Does the model, as last looked at, agree with the contribution's label? */
function modelAgrees({ model, trainer }: Stage, { sample, label }: OpenContribution): boolean {
  return model.predict(decodeSample(sample, trainer.composition.shape)) === label;
}

const claimable = (stage: Stage): OpenContribution[] =>
  stage.books.contributions.filter(
    (contribution) =>
      !contribution.agreed && contribution.left > 0n && stage.age(contribution) >= WAITS.refund,
  );

/** Everybody gets back the deposits of what the model agrees with. */
async function claimRefunds(stage: Stage): Promise<void> {
  for (const contribution of claimable(stage)) {
    if (modelAgrees(stage, contribution))
      await stage.act("refund", { from: contribution.submitter, contribution });
  }
}

/**
 * Whoever has validated contributions takes a share of what the model contradicts, the flipper too. Who comes first
 * changes from contribution to contribution, so that nobody is favoured.
 */
async function claimReports(stage: Stage): Promise<void> {
  const { books, contributors } = stage;
  for (const contribution of claimable(stage)) {
    if (modelAgrees(stage, contribution)) continue;
    for (let turn = 0; turn < contributors.length && contribution.left > 0n; turn++) {
      const { address } = contributors[(contribution.id + turn) % contributors.length]!;
      const entitled = address !== contribution.submitter && books.account(address).agreed > 0;
      if (entitled && !contribution.claimants.has(address))
        await stage.act("report", { from: address, contribution });
    }
  }
}

/** The deployer takes what nobody claimed in a week. */
async function claimAsBeneficiary(stage: Stage): Promise<void> {
  for (const contribution of stage.books.contributions) {
    if (contribution.left > 0n && stage.age(contribution) >= WAITS.owner)
      await stage.act("take", { from: stage.deployer, contribution });
  }
}

/** Deposit, refund, take: every evening people claim, and in the end anybody takes what is left. */
export const stake: StoryMechanism = {
  composition: {
    ...MODEL,
    mechanism: "stake",
    mechanismParams: {
      costWeightUnits: DEPOSIT_UNITS,
      minDepositUnits: DEPOSIT_UNITS / 2n,
      maxDepositUnits: DEPOSIT_UNITS * 10n,
      refundWaitSeconds: BigInt(WAITS.refund),
      ownerWaitSeconds: BigInt(WAITS.owner),
      anyWaitSeconds: BigInt(WAITS.anyone),
    },
  },
  actions: ["refund", "report", "take"],
  deployerRole: "beneficiary",
  testMails: () => 0,
  effect: (action, { actor, amount }, { left }) => ({
    receiver: actor,
    left: left - amount,
    agreed: action === "refund",
  }),
  pledged: () => 0n,
  lockDays: WAITS.anyone / DAY,
  routine: (stage) => ({
    begin: async () => {},
    evening: async (day) => {
      await claimRefunds(stage);
      await claimReports(stage);
      if ((day + 1) % WEEK === 0) await claimAsBeneficiary(stage);
    },
    /** The honest contributors in turn take what is left. */
    end: async () => {
      let turn = 0;
      for (const contribution of stage.books.contributions) {
        const { address } = stage.honest[turn % stage.honest.length]!;
        if (contribution.left === 0n || stage.age(contribution) < WAITS.anyone) continue;
        await stage.act("take", { from: address, contribution });
        turn += 1;
      }
    },
  }),
};
