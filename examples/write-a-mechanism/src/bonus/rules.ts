// #region rules
import type { MechanismRules, RuleCall, Ruling, RunTerms } from "@chainlearn/core/testing";

const POT_ROOM = 2n ** 53n - 1n;

/** The rules of README.md on plain integers: no kernel. Amounts are units, times seconds. */
export function rules({ params, roles = {} }: RunTerms): MechanismRules {
  let pot = 0n;
  const claimed = new Set<number>();
  const bonuses = new Map<number, bigint>();

  async function claim({ time, sender, contribution, predict }: RuleCall): Promise<Ruling> {
    const { id, submitter, label, record } = contribution!;
    if (sender !== submitter) return { refused: "not_submitter" };
    if (claimed.has(id)) return { refused: "already_claimed" };
    if (time - BigInt(contribution!.time) < params.waitSeconds!) return { refused: "too_early" };
    if (record.left === 0n) return { refused: "nothing_left" };
    if ((await predict()) !== label) return { refused: "model_disagrees" };
    const extra = pot < params.bonusUnits! ? pot : params.bonusUnits!;
    pot -= extra;
    claimed.add(id);
    if (extra > 0n) bonuses.set(sender, (bonuses.get(sender) ?? 0n) + 1n);
    return { amount: record.left + extra, reason: 0, left: 0n };
  }

  function sweep({ time, contribution }: RuleCall): Ruling {
    if (time - BigInt(contribution!.time) < params.sweepWaitSeconds!) return { refused: "too_early" };
    const { left } = contribution!.record;
    return left === 0n ? { refused: "nothing_left" } : { amount: left, reason: 0, left: 0n };
  }

  function move(action: string, { sender, paid, args }: RuleCall): Ruling {
    if (sender !== roles.sponsor) return { refused: "not_permitted" };
    if (action === "fund") {
      if (pot + paid > POT_ROOM) return { refused: "pot_full" };
      pot += paid;
      return { amount: 0n, reason: 0 };
    }
    const [units = 0n] = args;
    if (units <= 0n || units > pot) return { refused: "pot_too_small" };
    pot -= units;
    return { amount: units, reason: 0 };
  }

  return {
    cost: () => params.depositUnits!,
    added: () => {},
    act: (action, call) => {
      if (action === "claim") return claim(call);
      return action === "sweep" ? sweep(call) : move(action, call);
    },
    cells: () => ({ pool: { pot }, account: (number) => ({ bonuses: bonuses.get(number) ?? 0n }) }),
  };
}
// #endregion
