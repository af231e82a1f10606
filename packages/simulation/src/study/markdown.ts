import { markdownTable } from "@chainlearn/example-kit/markdown";
import { MODELS } from "../models.ts";
import { SCENARIOS, type ScenarioName } from "../people.ts";
import type { Result } from "../report/result.ts";
import { balanceText } from "../report/table.ts";
import { ATTACKS } from "./plans.ts";

const HEAD = [
  "model",
  "seed",
  "mechanism",
  "start",
  "least",
  "end",
  "attackers",
  "honest median",
  "additions, honest",
  "by attackers",
];

const lineOf = ({ model, seed, mechanism, accuracy, balance, counts, additions }: Result): string[] => [
  MODELS[model].title,
  String(seed),
  mechanism,
  accuracy.start.toFixed(1),
  accuracy.least.toFixed(1),
  accuracy.end.toFixed(1),
  balanceText(balance.attackers, counts),
  balanceText(balance.honestMedian, counts),
  String(additions.honest),
  String(additions.attackers),
];

const inOrder = (results: readonly Result[]): Result[] =>
  [...results].sort((a, b) => a.model.localeCompare(b.model) || a.seed - b.seed);

/** One table a scenario. */
export function studyTables(results: readonly Result[]): string {
  const rest = (Object.keys(SCENARIOS) as ScenarioName[]).filter(
    (name) => !ATTACKS.some((attack) => attack === name),
  );
  return [...ATTACKS, ...rest]
    .flatMap((scenario) => {
      const own = inOrder(results.filter((result) => result.scenario === scenario));
      const { title } = SCENARIOS[scenario];
      return own.length === 0
        ? []
        : [`### ${title[0]!.toUpperCase()}${title.slice(1)}`, markdownTable(HEAD, own.map(lineOf))];
    })
    .join("\n\n");
}
