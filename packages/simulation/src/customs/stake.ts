import type { Contribution, Params } from "@chainlearn/core";
import { stake as plugin } from "@chainlearn/mechanisms";
import { COIN, DAY } from "../people.ts";
import type { World } from "../world.ts";
import type { Customs } from "./customs.ts";

/** The original simulation's parameters. */
const ORIGINAL = {
  costWeightUnits: COIN,
  minDepositUnits: COIN,
  refundWaitSeconds: BigInt(DAY),
  ownerWaitSeconds: BigInt(9 * DAY),
  anyWaitSeconds: BigInt(9 * DAY),
};
/** Account cell. */
const VALIDATED = 0;

/**
 * Everybody looks at open contributions once a day: submitters ask for a refund when the model agrees, all others with
 * validated data report when it does not, and whoever comes first takes what is late.
 */
export function stake(changed: Params): Customs {
  const params = { ...ORIGINAL, ...changed };
  const refundWait = Number(params.refundWaitSeconds);
  const anyWait = Number(params.anyWaitSeconds);

  function look(world: World, contribution: Contribution, reported: Set<string>): void {
    const { contract, agenda } = world;
    const { now } = agenda;
    if (now - contribution.time >= anyWait) {
      contract.act("take", world.passersBy()[0]!, now, { about: contribution });
      return;
    }
    if (contract.predict(contribution.sample) === contribution.label) {
      contract.act("refund", contribution.submitter, now, { about: contribution });
      return;
    }
    for (const address of world.passersBy()) {
      if (address === contribution.submitter || reported.has(address)) continue;
      if (contract.account(address).cells[VALIDATED] === 0n) continue;
      reported.add(address);
      contract.act("report", address, now, { about: contribution });
      if (contract.left(contribution) === 0n) return;
    }
    agenda.after(DAY, () => look(world, contribution, reported));
  }

  return {
    mechanism: plugin,
    params,
    counts: "coins",
    begin: () => {},
    isWilling: ({ group, capital, addresses }, price, random) => {
      const { mean, deviation } = group.willing;
      const most = random.normal(mean, deviation) * (Number(capital) / addresses.length);
      return Number(price) <= most;
    },
    added: (world, contribution) =>
      world.agenda.after(refundWait, () => look(world, contribution, new Set())),
    held: () => 0n,
    due: () => 0n,
  };
}
