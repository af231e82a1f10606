import type { Contestant, Outcome } from "./contestant.ts";

/** What is measured. */
export type Operation = "update" | "predict";

/** Seconds that the fastest of all rounds took, by implementation and operation. */
export type Fastest = ReadonlyMap<string, Readonly<Record<Operation, number>>>;

const sameNumbers = <T>(a: ArrayLike<T>, b: ArrayLike<T>): boolean =>
  a.length === b.length && Array.prototype.every.call(a, (value: T, k: number) => value === b[k]);

/**
 * Holds all implementations to one outcome.
 * @throws Error naming the first that differs, and in what
 */
export async function checkAgreement(contestants: readonly Contestant[]): Promise<Outcome> {
  const [first, ...others] = contestants as readonly [Contestant, ...Contestant[]];
  const expected = await first.outcome();
  for (const other of others) {
    const outcome = await other.outcome();
    for (const part of ["state", "hot", "predictions"] as const) {
      if (!sameNumbers<bigint | number>(outcome[part], expected[part]))
        throw new Error(`${other.implementation} and ${first.implementation} differ in their ${part}`);
    }
  }
  return expected;
}

/** Trains and predicts once with each, and compares. */
export async function runOnce(contestants: readonly Contestant[]): Promise<Outcome> {
  for (const contestant of contestants) {
    await contestant.update();
    await contestant.predict();
  }
  return checkAgreement(contestants);
}

/**
 * Measures in rounds, every implementation once a round, so that whatever else the machine does meets them all alike;
 * the fastest of all rounds counts, since other work can only add to it.
 */
export async function measure(contestants: readonly Contestant[], rounds: number): Promise<Fastest> {
  const fastest = new Map(
    contestants.map(({ implementation }) => [
      implementation,
      { update: Number.POSITIVE_INFINITY, predict: Number.POSITIVE_INFINITY },
    ]),
  );
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) {
      const best = fastest.get(contestant.implementation)!;
      best.update = Math.min(best.update, await contestant.update());
      best.predict = Math.min(best.predict, await contestant.predict());
    }
  }
  return fastest;
}
