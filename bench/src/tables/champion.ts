import { markdownTable } from "@chainlearn/example-kit/markdown";
import { CHAMPION, CHAMPION_LIMITS } from "../champion-rows.ts";
import { gasIn } from "../rows.ts";

const COLUMNS: readonly (readonly [title: string, setup: string, lanes: number])[] = [
  ["sparse perceptron, int16", "SparsePerceptron-1000", 16],
  ["sparse perceptron, int32", "SparsePerceptron-1000", 32],
  ["averaged perceptron, int32", "AveragedPerceptron-1000", 32],
];

const number = (value: number | null): string => value?.toLocaleString("en-GB") ?? "";

/** Gas of champion on an EVM chain, for the page of the mechanism. */
export function championGasTable(snapshot: Readonly<Record<string, number>>): string {
  const measured = (setup: string, entries: string, action: string, lanes: number): string => {
    const row = `${setup}/${entries}/${CHAMPION}/${action}/int${lanes}`;
    return number(gasIn(snapshot, row));
  };
  const line = (action: string, entries: string, most: number | null): string[] => [
    action,
    ...COLUMNS.map(([, setup, lanes]) => measured(setup, entries, action, lanes)),
    number(most),
  ];
  const bytes = COLUMNS.map(([, setup, lanes]) =>
    number(snapshot[`${setup}/${CHAMPION}/bytes/int${lanes}`] ?? null),
  );
  return markdownTable(
    ["call", ...COLUMNS.map(([title]) => title), "at most"],
    [
      ...CHAMPION_LIMITS.map(([action, most]) => line(action, "20", most)),
      line("deploy", "-", null),
      ["bytes of the contract", ...bytes, ""],
    ],
  );
}
