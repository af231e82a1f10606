import type { Params } from "@chainlearn/core";
import type { MechanismRules, Ruling } from "@chainlearn/core/testing";

const refused = (code: string): Ruling => ({ refused: code });

/** The rules of README.md on plain integers: no kernel. Amounts are units, times seconds. */
export function rules({ depositUnits, refundWaitSeconds, sweepWaitSeconds }: Params): MechanismRules {
  return {
    cost: () => depositUnits!,
    added: () => {},
    async act(action, { time, sender, contribution, predict }): Promise<Ruling> {
      const { submitter, label, record } = contribution!;
      const age = time - BigInt(contribution!.time);
      if (action === "refund" && sender !== submitter) return refused("not_submitter");
      if (age < (action === "refund" ? refundWaitSeconds! : sweepWaitSeconds!)) return refused("too_early");
      if (record.left === 0n) return refused("nothing_left");
      if (action === "refund" && (await predict()) !== label) return refused("model_disagrees");
      return { amount: record.left, reason: 0, left: 0n };
    },
    cells: () => ({}),
  };
}
