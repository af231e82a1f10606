import type { Params } from "@chainlearn/core";
import type { Customs } from "./customs/customs.ts";
import type { Agent } from "./people.ts";
import type { World } from "./world.ts";

/** What people have: percent more or less than they began with; points where there is no money. */
export interface Standings {
  /** Median of the honest people. */
  readonly honest: number;
  /** Of all attackers together. */
  readonly attackers?: number;
}

/** One measurement. */
export interface Moment extends Standings {
  readonly day: number;
  /** Share of the test mails, 0 to 1. */
  readonly accuracy: number;
}

/** What came of one simulation. */
export interface Outcome {
  /** Accepted ones. */
  readonly additions: { readonly honest: number; readonly attackers: number };
  /** Accepted calls by name. */
  readonly calls: Readonly<Record<string, number>>;
  readonly counts: Customs["counts"];
  /** Ids of the kernels that ran. */
  readonly kernels: { readonly model: string; readonly mechanism: string };
  /** The mechanism's. */
  readonly params: Params;
  /** From the start to when the last deposit was claimed. */
  readonly moments: readonly Moment[];
}

/** Deposits that are still open count as their owner's. */
export function standingsOf({ contract, agents }: World, { counts, due }: Customs): Standings {
  const has = ({ addresses }: Agent): bigint => {
    const own = (address: string): bigint =>
      counts === "points"
        ? due(contract, address)
        : contract.purse(address) +
          contract.credit(address) +
          contract.deposits(address) +
          due(contract, address);
    return addresses.reduce((sum, address) => sum + own(address), 0n);
  };
  const standing = (group: readonly Agent[]): number => {
    const now = Number(group.reduce((sum, agent) => sum + has(agent), 0n));
    const first = Number(group.reduce((sum, { capital }) => sum + capital, 0n));
    return counts === "points" ? now : (100 * (now - first)) / first;
  };
  const honest = agents.filter(({ attack }) => !attack).map((agent) => standing([agent]));
  const attackers = agents.filter(({ attack }) => attack);
  return {
    honest: median(honest),
    ...(attackers.length > 0 && { attackers: standing(attackers) }),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
