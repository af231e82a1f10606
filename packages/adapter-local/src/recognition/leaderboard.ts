import type { Validation } from "./validation.ts";

/** A line of the leaderboard. */
export interface Standing {
  /** 1 = the best; accounts that are equal in all that counts share a rank. */
  readonly rank: number;
  readonly account: string;
  readonly validated: number;
  /** Those among them that the model disagreed with when they were added. */
  readonly corrections: number;
  /** Different labels. */
  readonly labels: number;
}

const compareAddresses = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const merit = (a: Omit<Standing, "rank">, b: Omit<Standing, "rank">): number =>
  b.validated - a.validated || b.corrections - a.corrections || b.labels - a.labels;

/** A leaderboard of validations that come one by one; what it keeps grows with the accounts, not with the validations. */
export class LeaderboardCounter {
  readonly #counts = new Map<string, { validated: number; corrections: number; labels: Set<number> }>();

  count({ account, label, correction }: Validation): void {
    const own = this.#counts.get(account) ?? { validated: 0, corrections: 0, labels: new Set<number>() };
    this.#counts.set(account, own);
    own.validated += 1;
    own.corrections += Number(correction);
    own.labels.add(label);
  }

  /** Accounts by validated contributions, then by corrections among them, then by different labels. */
  standings(): Standing[] {
    const sorted = [...this.#counts]
      .map(([account, { validated, corrections, labels }]) => ({
        ...{ account, validated, corrections, labels: labels.size },
      }))
      .sort((a, b) => merit(a, b) || compareAddresses(a.account, b.account));
    let rank = 1;
    return sorted.map((line, i) => {
      if (i > 0 && merit(sorted[i - 1]!, line) !== 0) rank = i + 1;
      return { rank, ...line };
    });
  }
}

/** The standings of {@link LeaderboardCounter} after some validations. */
export function leaderboard(validations: Iterable<Validation>): Standing[] {
  const counter = new LeaderboardCounter();
  for (const validation of validations) counter.count(validation);
  return counter.standings();
}
