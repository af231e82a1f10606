import { readFileSync, writeFileSync } from "node:fs";
import type { AccuracyRow } from "./rows.ts";

const file = new URL("../../accuracy.json", import.meta.url);

/** The committed rows. */
export const readSnapshot = (): AccuracyRow[] =>
  (JSON.parse(readFileSync(file, "utf8")) as { rows: AccuracyRow[] }).rows;

/** One row a line, so that a changed figure is one changed line. */
export function writeSnapshot(rows: readonly AccuracyRow[]): void {
  writeFileSync(file, `{"rows":[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]}\n`);
}

const keyOf = ({ dataset, model, order }: AccuracyRow): string => `${dataset} ${model} ${order}`;

/** The committed rows with new ones in their places; unknown ones come last. */
export function replaceRows(old: readonly AccuracyRow[], rows: readonly AccuracyRow[]): AccuracyRow[] {
  const fresh = new Map(rows.map((row) => [keyOf(row), row]));
  const kept = new Set(old.map(keyOf));
  return [...old.map((row) => fresh.get(keyOf(row)) ?? row), ...rows.filter((row) => !kept.has(keyOf(row)))];
}
