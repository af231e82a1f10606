import { readFileSync } from "node:fs";
import { markdownTable } from "@chainlearn/example-kit/markdown";
import { datasets } from "../accuracy/datasets.ts";
import type { AccuracySummary } from "../accuracy/rows.ts";

interface BaselineRow {
  readonly dataset: string;
  readonly models: readonly string[];
  readonly prequential: number | null;
  readonly test: number;
}

/** What floats and scikit-learn reached before this project, in one order and with another preparation. */
const baseline = (
  JSON.parse(readFileSync(new URL("../../baseline/accuracy.json", import.meta.url), "utf8")) as {
    rows: BaselineRow[];
  }
).rows;

/** Test accuracy of the baseline in percent, if it has the pair. */
export const baselineOf = (dataset: string, model: string): number | null =>
  baseline.find((row) => row.dataset === dataset && row.models.includes(model))?.test ?? null;

const titleOf = (id: string): string => datasets.find((dataset) => dataset.id === id)?.title ?? id;

/** Mean and deviation in percent, as "96.6 ± 0.3". */
export const spread = ({ test, testDeviation }: AccuracySummary): string =>
  `${test.toFixed(1)} ± ${testDeviation.toFixed(1)}`;

/** One model on all data sets, or nothing where it was not measured. */
export function accuracyTable(model: string, summaries: readonly AccuracySummary[]): string | null {
  const rows = summaries.filter((row) => row.model === model);
  if (rows.length === 0) return null;
  const lines = rows.map((row) => [
    titleOf(row.dataset),
    row.prequential.toFixed(1),
    spread(row),
    row.floatTest.toFixed(1),
    baselineOf(row.dataset, model)?.toFixed(1) ?? "",
  ]);
  return markdownTable(["data set", "prequential", "test", "test, floats", "baseline"], lines);
}
