import { textTable } from "@chainlearn/example-kit/text-table";
import { SCENARIOS } from "../people.ts";
import type { Result } from "./result.ts";

/** A balance for people: percent with its sign, or points. */
export function balanceText(value: number | undefined, counts: Result["counts"]): string {
  if (value === undefined) return "-";
  if (counts === "points") return String(value);
  const rounded = Math.round(value * 10) / 10;
  return rounded === 0 ? "0.0 %" : `${rounded > 0 ? "+" : ""}${rounded.toFixed(1)} %`;
}

/** Results of one scenario side by side, for people. */
export function summary(results: readonly Result[]): string {
  const [first] = results;
  if (!first) throw new RangeError("A summary needs a result.");
  const rows: readonly (readonly [string, (result: Result) => string])[] = [
    ["accuracy at the start", ({ accuracy }) => accuracy.start.toFixed(1)],
    ["  at the worst moment", ({ accuracy }) => accuracy.least.toFixed(1)],
    ["  at the end", ({ accuracy }) => accuracy.end.toFixed(1)],
    ["honest median", ({ balance, counts }) => balanceText(balance.honestMedian, counts)],
    ["attackers together", ({ balance, counts }) => balanceText(balance.attackers, counts)],
    ["additions by honest people", ({ additions }) => String(additions.honest)],
    ["  by attackers", ({ additions }) => String(additions.attackers)],
  ];
  const calls = new Set(results.flatMap((result) => Object.keys(result.calls)));
  const all = [
    ...rows,
    ...[...calls].map(
      (name) => [`calls of ${name}`, (result: Result) => String(result.calls[name] ?? 0)] as const,
    ),
  ];
  const title = `${SCENARIOS[first.scenario].title}; ${first.model}, seed ${first.seed}, ${first.days} days`;
  const lines = all.map(([what, cell]) => ({
    " ": what,
    ...Object.fromEntries(results.map((result) => [result.mechanism, cell(result)])),
  }));
  return `${title}\n\n${textTable(lines)}`;
}
