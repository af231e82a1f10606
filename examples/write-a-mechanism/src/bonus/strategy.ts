// #region strategy
import {
  type Aim,
  type MechanismStrategy,
  type Random,
  shuffled,
  type World,
} from "@chainlearn/core/testing";
import { rules } from "./rules.ts";

const SPONSOR = 5;

/** A contribution that is old enough, and somebody who may say so. */
async function ripe(action: string, world: World, random: Random): Promise<Aim | undefined> {
  const wait = Number(world.param(action === "claim" ? "waitSeconds" : "sweepWaitSeconds"));
  const open = shuffled(world, random, ({ time, record }) => record.left > 0n && world.time - time >= wait);
  for (const contribution of open) {
    if (action === "sweep") return { from: random.below(6), contribution };
    if ((await world.predict(contribution.sample)) === contribution.label)
      return { from: contribution.submitter, contribution };
  }
  return undefined;
}

function pot(action: string, world: World, random: Random): Aim | undefined {
  const { sponsor } = world.roles;
  if (sponsor === undefined) return undefined;
  if (action === "fund") return { from: sponsor, payUnits: BigInt(random.between(1, 2_000)) };
  const units = world.pool.pot!;
  if (units === 0n) return undefined;
  return { from: sponsor, input: { args: [random.chance(50) ? units : (units + 1n) / 2n] } };
}

export const strategy: MechanismStrategy = {
  waits: ["waitSeconds", "sweepWaitSeconds"],
  terms: (random) => ({
    params: {
      depositUnits: random.pick([1n, 1_000n, 1_000_000_000n]),
      bonusUnits: random.pick([0n, 7n, 500n]),
      waitSeconds: random.pick([1n, 60n]),
      sweepWaitSeconds: random.pick([100n, 600n]),
    },
    roles: random.chance(80) ? { sponsor: SPONSOR } : {},
  }),
  weights: { add: 36, claim: 15, sweep: 14, fund: 5, drain: 2 },
  held: (world) => world.pool.pot!,
  aim: (action, world, random) =>
    action === "fund" || action === "drain" ? pot(action, world, random) : ripe(action, world, random),
  rules,
};
// #endregion
