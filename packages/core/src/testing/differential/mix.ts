import { type Operation, operationName } from "./operation.ts";
import type { Outcome } from "./outcome.ts";

/** What a differential run did. */
export interface Mix {
  readonly operations: number;
  /** Accepted operations by name: add, refund, report, take, … */
  readonly accepted: Readonly<Record<string, number>>;
  /** Refused operations by name and code, as `refund too_early`. */
  readonly refused: Readonly<Record<string, number>>;
}

const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([, a], [, b]) => b - a));

/** Counts outcomes. */
export class MixCounter {
  #operations = 0;
  readonly #accepted = new Map<string, number>();
  readonly #refused = new Map<string, number>();

  count(operation: Operation, outcome: Outcome): void {
    this.#operations += 1;
    const name = operationName(operation);
    const [counts, key] = outcome.accepted
      ? [this.#accepted, name]
      : [this.#refused, `${name} ${outcome.code}`];
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }

  result(): Mix {
    return { operations: this.#operations, accepted: sorted(this.#accepted), refused: sorted(this.#refused) };
  }
}

/** Percent of all operations that were accepted under this name. */
export const acceptedPercent = (mix: Mix, name: string): number =>
  (100 * (mix.accepted[name] ?? 0)) / mix.operations;

/** The mix as a table of lines. */
export function mixLines(mix: Mix): string[] {
  const line =
    (what: string) =>
    ([name, count]: [string, number]): string =>
      `  ${what} ${String(count).padStart(5)}  ${((100 * count) / mix.operations).toFixed(1).padStart(5)} %  ${name}`;
  return [
    ...Object.entries(mix.accepted).map(line("accepted")),
    ...Object.entries(mix.refused).map(line("refused ")),
  ];
}
