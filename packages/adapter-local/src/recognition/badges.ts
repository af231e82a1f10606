import type { Validation } from "./validation.ts";

const SECONDS_PER_DAY = 86_400;

/** What badges are given for, and from which number on; a larger number is a badge of its own. */
export const BADGES = {
  /** Validated contributions. */
  milestone: [1, 10, 50, 100, 500, 1_000, 5_000, 10_000],
  /** Days in a row (UTC) on which something was added that is validated by now. */
  streak: [3, 7, 30, 100, 365],
  /** Different labels of validated contributions. */
  breadth: [2, 5, 10, 25, 50],
  /** Validated contributions that the model disagreed with when they were added. */
  correction: [1, 10, 50, 100, 500],
} as const;

export type BadgeKind = keyof typeof BADGES;

export interface Badge {
  readonly account: string;
  readonly kind: BadgeKind;
  /** The number that was reached. */
  readonly level: number;
  /** Block time of the validation that reached it, in seconds. */
  readonly time: number;
}

/** What an account has reached so far. */
class Progress {
  readonly reached: Record<BadgeKind, number> = { milestone: 0, streak: 0, breadth: 0, correction: 0 };
  readonly #days = new Set<number>();
  readonly #labels = new Set<number>();

  count({ added, label, correction }: Validation): void {
    const day = Math.floor(added / SECONDS_PER_DAY);
    this.#days.add(day);
    this.#labels.add(label);
    this.reached.milestone += 1;
    this.reached.breadth = this.#labels.size;
    this.reached.streak = Math.max(this.reached.streak, this.#streakAround(day));
    if (correction) this.reached.correction += 1;
  }

  /** Validations come in any order, so a day may join two streaks. */
  #streakAround(day: number): number {
    let first = day;
    let last = day;
    while (this.#days.has(first - 1)) first -= 1;
    while (this.#days.has(last + 1)) last += 1;
    return last - first + 1;
  }
}

/** Gives badges for validations that come one by one; what it keeps grows with the accounts, not with the validations. */
export class BadgeCounter {
  readonly #accounts = new Map<string, Progress>();

  /** @returns what this validation has earned */
  count(validation: Validation): Badge[] {
    const { account, validated: time } = validation;
    const progress = this.#accounts.get(account) ?? new Progress();
    this.#accounts.set(account, progress);
    const before = { ...progress.reached };
    progress.count(validation);
    return (Object.keys(BADGES) as BadgeKind[]).flatMap((kind) =>
      BADGES[kind]
        .filter((level) => before[kind] < level && level <= progress.reached[kind])
        .map((level) => ({ account, kind, level, time })),
    );
  }
}

/**
 * The badges that validations have earned, in order; none is ever lost. More validations behind these add badges behind
 * these.
 */
export function badges(validations: Iterable<Validation>): Badge[] {
  const counter = new BadgeCounter();
  return Array.from(validations, (validation) => counter.count(validation)).flat();
}
