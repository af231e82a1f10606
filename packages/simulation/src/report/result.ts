import type { Moment, Outcome } from "../outcome.ts";
import type { Plan } from "../plan.ts";

/** One simulation as JSON. */
export interface Result {
  readonly scenario: Plan["scenario"];
  readonly mechanism: Plan["mechanism"];
  readonly model: Plan["model"];
  readonly seed: number;
  readonly days: number;
  /** Ids of the kernels that ran: a result of other kernels says nothing about these. */
  readonly kernels: Outcome["kernels"];
  /** Parameters of the mechanism, as decimal strings. */
  readonly params: Readonly<Record<string, string>>;
  /** Percent of the test mails, at the start, at the worst moment, and at the end. */
  readonly accuracy: { readonly start: number; readonly least: number; readonly end: number };
  readonly counts: Outcome["counts"];
  /** At the end: percent more or less than at the start, or points. */
  readonly balance: { readonly honestMedian: number; readonly attackers?: number };
  readonly additions: Outcome["additions"];
  readonly calls: Outcome["calls"];
  /** Day, accuracy in percent, balance of the honest median and of the attackers. */
  readonly curve: readonly (readonly number[])[];
}

const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;

const pointOf = ({ day, accuracy, honest, attackers }: Moment): number[] =>
  [day, 100 * accuracy, honest, ...(attackers === undefined ? [] : [attackers])].map(thousandths);

/** @param daysPerPoint distance of the curve's points */
export function resultOf(plan: Plan, outcome: Outcome, daysPerPoint: number): Result {
  const { scenario, mechanism, model, seed, days } = plan;
  const { additions, calls, counts, moments } = outcome;
  const accuracies = moments.map(({ accuracy }) => accuracy);
  const last = moments.at(-1)!;
  return {
    ...{ scenario, mechanism, model, seed, days, kernels: outcome.kernels },
    params: Object.fromEntries(Object.entries(outcome.params).map(([name, value]) => [name, `${value}`])),
    accuracy: {
      start: thousandths(100 * accuracies[0]!),
      least: thousandths(100 * Math.min(...accuracies)),
      end: thousandths(100 * last.accuracy),
    },
    counts,
    balance: {
      honestMedian: thousandths(last.honest),
      ...(last.attackers !== undefined && { attackers: thousandths(last.attackers) }),
    },
    additions,
    calls,
    curve: moments.filter(({ day }) => day % daysPerPoint === 0).map(pointOf),
  };
}
