import { decodeSample } from "@chainlearn/core";
import { WAITS } from "../composition.ts";
import type { OpenContribution } from "./books.ts";
import type { Stage } from "./stage.ts";

/** Does the model, as last looked at, agree with the contribution's label? */
function modelAgrees({ model, trainer }: Stage, { sample, label }: OpenContribution): boolean {
  return model.predict(decodeSample(sample, trainer.composition.shape)) === label;
}

const claimable = (stage: Stage): OpenContribution[] =>
  stage.books.contributions.filter(
    (contribution) =>
      !contribution.refunded && contribution.left > 0n && stage.age(contribution) >= WAITS.refund,
  );

/** Everybody gets back the deposits of what the model agrees with. */
export async function claimRefunds(stage: Stage): Promise<void> {
  for (const contribution of claimable(stage)) {
    if (modelAgrees(stage, contribution)) await stage.claim("refund", contribution.submitter, contribution);
  }
}

/**
 * Whoever has validated contributions takes a share of what the model contradicts, the flipper too. Who comes first
 * changes from contribution to contribution, so that nobody is favoured.
 */
export async function claimReports(stage: Stage): Promise<void> {
  const { books, contributors } = stage;
  for (const contribution of claimable(stage)) {
    if (modelAgrees(stage, contribution)) continue;
    for (let turn = 0; turn < contributors.length && contribution.left > 0n; turn++) {
      const { address } = contributors[(contribution.id + turn) % contributors.length]!;
      const entitled = address !== contribution.submitter && books.account(address).refunded > 0;
      if (entitled && !contribution.reporters.has(address))
        await stage.claim("report", address, contribution);
    }
  }
}

/** The deployer takes what nobody claimed in a week. */
export async function claimAsBeneficiary(stage: Stage): Promise<void> {
  const deployer = stage.people[0]!.address;
  for (const contribution of stage.books.contributions) {
    if (contribution.left > 0n && stage.age(contribution) >= WAITS.owner)
      await stage.claim("take", deployer, contribution);
  }
}

/** In the end anybody takes what is left; here the honest contributors in turn. */
export async function claimLeftovers(stage: Stage): Promise<void> {
  const honest = stage.people.filter(({ role }) => role === "honest");
  let turn = 0;
  for (const contribution of stage.books.contributions) {
    if (contribution.left > 0n && stage.age(contribution) >= WAITS.anyone)
      await stage.claim("take", honest[turn++ % honest.length]!.address, contribution);
  }
}
