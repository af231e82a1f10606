import { encodeSample } from "@chainlearn/core";
import {
  type AdditionAim,
  type Aim,
  type KnownContribution,
  type MechanismRules,
  type MechanismStrategy,
  type Random,
  type Ruling,
  type RunTerms,
  shuffled,
  type World,
} from "@chainlearn/core/testing";
import { type PointsContribution, PointsOracle } from "./points-oracle.ts";

const terms = (random: Random): RunTerms => ({
  params: { claimWaitSeconds: BigInt(random.pick([0, 1, 60, 500])) },
});

const isOpen = (world: World, { time, record }: KnownContribution): boolean =>
  !record.claimedBySubmitter && world.time - time >= Number(world.param("claimWaitSeconds"));

/** A claim whose wait is over, by the submitter. @param agreed whether the model is to agree */
async function ripe(world: World, random: Random, agreed: boolean): Promise<Aim | undefined> {
  for (const contribution of shuffled(world, random, (one) => isOpen(world, one)))
    if (((await world.predict(contribution.sample)) === contribution.label) === agreed)
      return { from: contribution.submitter, contribution };
  return undefined;
}

/** Repeats are refused, so most additions are of samples that are not there yet. */
function fresh(world: World, random: Random): AdditionAim {
  const { shape } = world.composition;
  const addition = (): Required<Pick<AdditionAim, "label" | "sample">> => {
    const indices = Array.from({ length: shape.features }, (_, i) => i).filter(() => random.chance(25));
    const some = indices.length === 0 ? [random.below(shape.features)] : indices.slice(0, shape.maxEntries);
    return { label: random.below(shape.classes), sample: encodeSample({ indices: some }, shape) };
  };
  let found = addition();
  for (let tries = 0; tries < 200 && world.has(found.label, found.sample); tries++) found = addition();
  return found;
}

/** The oracle's rules behind the suite's interface. */
function rules({ params }: RunTerms): MechanismRules {
  const oracle = new PointsOracle(params.claimWaitSeconds!);
  const items = new Map<number, PointsContribution>();
  return {
    cost: () => 0n,
    added: ({ id, time, submitter, label }) => {
      items.set(id, oracle.add(BigInt(time), submitter.toString(), label));
    },
    async act(_, { time, sender, contribution, predict }): Promise<Ruling> {
      const item = items.get(contribution!.id)!;
      return oracle.claim(time, sender.toString(), item, await predict()) ?? { amount: 0n, reason: 0 };
    },
    cells: () => ({
      account: (account) => ({ validated: oracle.validated.get(account.toString()) ?? 0n }),
    }),
  };
}

/** Aims at every path of points. */
export const pointsStrategy: MechanismStrategy = {
  waits: ["claimWaitSeconds"],
  // There are 184 contributions that are not repeats.
  operationsPerRun: 300,
  weights: { add: 40, claim: 30 },
  terms,
  addition: fresh,
  aim: (_, world, random) => ripe(world, random, true),
  async nearMiss(world, random) {
    const aim = await ripe(world, random, false);
    return aim && { ...aim, action: "claim" };
  },
  rules,
};
