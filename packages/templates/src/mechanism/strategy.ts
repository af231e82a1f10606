import { type MechanismStrategy, shuffled } from "@chainlearn/core/testing";
import { rules } from "./rules.ts";

/** Which calls to try: short waits, and contributions that are ripe. What is right is for the rules and the books. */
export const strategy: MechanismStrategy = {
  waits: ["refundWaitSeconds", "sweepWaitSeconds"],
  terms: (random) => ({
    params: {
      depositUnits: random.pick([1n, 1_000n, 1_000_000_000n]),
      refundWaitSeconds: random.pick([1n, 60n]),
      sweepWaitSeconds: random.pick([100n, 600n]),
    },
  }),
  async aim(action, world, random) {
    const wait = Number(world.param(action === "refund" ? "refundWaitSeconds" : "sweepWaitSeconds"));
    const ripe = shuffled(world, random, ({ time, record }) => record.left > 0n && world.time - time >= wait);
    for (const contribution of ripe) {
      if (action === "sweep") return { from: random.below(6), contribution };
      if ((await world.predict(contribution.sample)) === contribution.label)
        return { from: contribution.submitter, contribution };
    }
    return undefined;
  },
  async nearMiss(world, random) {
    for (const contribution of shuffled(world, random, ({ record }) => record.left > 0n))
      if ((await world.predict(contribution.sample)) !== contribution.label)
        return { action: "refund", from: contribution.submitter, contribution };
    return undefined;
  },
  rules: ({ params }) => rules(params),
};
