import type { Params } from "@chainlearn/core";
import {
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
import { type Contribution, StakeOracle, type StakeSettings } from "./stake-oracle.ts";

const BENEFICIARY = 4;

function terms(random: Random): RunTerms {
  const refund = random.pick([1, 60, 100, 500]);
  const owner = refund * random.between(2, 4);
  const params: Params = {
    // From dust, where shares round to nothing, to amounts that need 128-bit products.
    costWeightUnits: random.pick([4n, 4n, 1_000n, 123_456_789n, 3_000_000_000n]),
    minDepositUnits: random.pick([0n, 0n, 3n, 1_000n]),
    maxDepositUnits: random.pick([2n ** 53n, 2n ** 53n, 50_000n]),
    refundWaitSeconds: BigInt(refund),
    ownerWaitSeconds: BigInt(owner),
    anyWaitSeconds: BigInt(owner + random.pick([0, 1, 300])),
  };
  return { params, roles: random.chance(80) ? { beneficiary: BENEFICIARY } : {} };
}

const seconds = (world: World, wait: string): number => Number(world.param(wait));
const ageOf = (world: World, { time }: KnownContribution): number => world.time - time;
const validated = (world: World, account: number): bigint => world.account(account).cells.validated!;

/** Whether a report would bring the account anything. */
function hasShare(world: World, { record }: KnownContribution, account: number): boolean {
  const own = validated(world, account);
  return own > 0n && (record.deposit * own) / world.pool.allValidated! > 0n;
}

async function refund(world: World, random: Random): Promise<Aim | undefined> {
  const wait = seconds(world, "refundWaitSeconds");
  const ripe = shuffled(world, random, (one) => {
    const { record } = one;
    if (ageOf(world, one) < wait || record.claimedBySubmitter) return false;
    return record.left > 0n || record.deposit === 0n;
  });
  for (const contribution of ripe)
    if ((await world.predict(contribution.sample)) === contribution.label)
      return { from: contribution.submitter, contribution };
  return undefined;
}

async function report(world: World, random: Random): Promise<Aim | undefined> {
  const wait = seconds(world, "refundWaitSeconds");
  const ripe = shuffled(world, random, (one) => ageOf(world, one) >= wait && one.record.left > 0n);
  for (const contribution of ripe) {
    const from = random.below(6);
    if (from === contribution.submitter || contribution.acted.get("report")?.has(from)) continue;
    if (
      hasShare(world, contribution, from) &&
      (await world.predict(contribution.sample)) !== contribution.label
    )
      return { from, contribution };
  }
  return undefined;
}

function take(world: World, random: Random): Aim | undefined {
  const { beneficiary } = world.roles;
  const first = beneficiary === undefined ? "anyWaitSeconds" : "ownerWaitSeconds";
  const wait = seconds(world, first);
  const [contribution] = shuffled(world, random, (one) => one.record.left > 0n && ageOf(world, one) >= wait);
  if (!contribution) return undefined;
  const late = ageOf(world, contribution) >= seconds(world, "anyWaitSeconds");
  return { from: late ? random.below(6) : beneficiary!, contribution };
}

/** Right in everything but the model's opinion, the share, or the reporter's standing. */
async function nearMiss(
  world: World,
  random: Random,
): Promise<(Aim & { readonly action: string }) | undefined> {
  const wait = seconds(world, "refundWaitSeconds");
  const ripe = shuffled(world, random, (one) => ageOf(world, one) >= wait && one.record.left > 0n);
  for (const contribution of ripe) {
    const disagrees = (await world.predict(contribution.sample)) !== contribution.label;
    if (disagrees && !contribution.record.claimedBySubmitter && random.chance(40))
      return { action: "refund", from: contribution.submitter, contribution };
    const from = random.below(6);
    if (from === contribution.submitter || contribution.acted.get("report")?.has(from)) continue;
    if (!disagrees || !hasShare(world, contribution, from)) return { action: "report", from, contribution };
  }
  return undefined;
}

/** The oracle's rules behind the suite's interface. */
function rules({ params, roles = {} }: RunTerms, sealedAt: number): MechanismRules {
  const { beneficiary } = roles;
  const oracle = new StakeOracle(params as unknown as StakeSettings, beneficiary?.toString());
  oracle.lastAddition = BigInt(sealedAt);
  const items = new Map<number, Contribution>();
  return {
    cost: ({ time }) => oracle.quote(time),
    added: ({ id, time, submitter, label }) => {
      items.set(id, oracle.add(BigInt(time), submitter.toString(), label));
    },
    async act(action, { time, sender, contribution, predict }): Promise<Ruling> {
      const item = items.get(contribution!.id)!;
      const by = sender.toString();
      const outcome =
        action === "take"
          ? oracle.take(time, by, item)
          : oracle[action as "refund" | "report"](time, by, item, await predict());
      if ("refused" in outcome) return outcome;
      return { amount: outcome.paid, reason: outcome.reason, left: item.left };
    },
    cells: () => ({
      pool: { lastAdditionSeconds: oracle.lastAddition, allValidated: oracle.allValidated },
      account: (account) => ({ validated: oracle.validated.get(account.toString()) ?? 0n }),
    }),
  };
}

/** Aims at every path of stake. */
export const stakeStrategy: MechanismStrategy = {
  waits: ["refundWaitSeconds", "ownerWaitSeconds", "anyWaitSeconds"],
  weights: { add: 36, refund: 15, report: 19, take: 14 },
  terms,
  aim: (action, world, random) => {
    if (action === "refund") return refund(world, random);
    return action === "report" ? report(world, random) : take(world, random);
  },
  nearMiss,
  rules,
};
