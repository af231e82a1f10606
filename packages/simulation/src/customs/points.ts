import type { Contribution, Params } from "@chainlearn/core";
import { points as plugin } from "@chainlearn/mechanisms";
import { DAY } from "../people.ts";
import type { World } from "../world.ts";
import type { Customs } from "./customs.ts";

/** One a day; then the submitter gives the contribution up. */
const MOST_CLAIMS = 9;
/** Account cell. */
const VALIDATED = 0;

/** Submitters claim as soon as they may, and once a day for some days while the model disagrees. */
export function points(changed: Params): Customs {
  const params: Params = { claimWaitSeconds: BigInt(DAY), ...changed };

  function claim(world: World, contribution: Contribution, claims: number): void {
    const { contract, agenda } = world;
    const during = { about: contribution, mayRefuse: "model_disagrees" };
    if (contract.act("claim", contribution.submitter, agenda.now, during) || claims === MOST_CLAIMS) return;
    agenda.after(DAY, () => claim(world, contribution, claims + 1));
  }

  return {
    mechanism: plugin,
    params,
    counts: "points",
    begin: () => {},
    isWilling: () => true,
    added: (world, contribution) =>
      world.agenda.after(Number(params.claimWaitSeconds), () => claim(world, contribution, 1)),
    held: () => 0n,
    due: (contract, address) => contract.account(address).cells[VALIDATED]!,
  };
}
