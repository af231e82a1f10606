import { MarkedPart, markdownTable } from "@chainlearn/example-kit/markdown";
import type { GasRow } from "./rows.ts";

const SHOWN: readonly (readonly [model: string, name: string, entries: number | null, action: string])[] = [
  ["SparsePerceptron-1000", "sparse perceptron, 1,000 features", null, "deploy"],
  ["SparsePerceptron-1000", "", null, "deploy in one transaction"],
  ["SparsePerceptron-1000", "sparse perceptron, 20 of 1,000", 20, "addData correct label 1"],
  ["SparsePerceptron-1000", "", 20, "addData incorrect label 1"],
  ["SparsePerceptron-1000", "", 20, "addData incorrect label 1, over-paid"],
  ["SparsePerceptron-1000", "", 20, "refund later"],
  ["SparsePerceptron-1000", "", 20, "report share"],
  ["SparsePerceptron-1000", "", 20, "report share later"],
  ["SparsePerceptron-1000", "", 20, "report whole"],
  ["DensePerceptron-9", "dense perceptron, 9 features", 9, "addData incorrect label 1"],
  ["DensePerceptron-100", "dense perceptron, 100 features", 100, "addData incorrect label 1"],
  ["NaiveBayes-1000", "naive Bayes, 1,000 features", null, "deploy"],
  ["NaiveBayes-1000", "", null, "deploy in one transaction"],
  ["NaiveBayes-1000", "naive Bayes, 20 of 1,000", 20, "addData incorrect label 1"],
  ["NaiveBayes-1000", "", 20, "refund later"],
  ["NearestCentroid-9", "nearest centroid, 9 features", 9, "addData incorrect label 1"],
  ["NearestCentroid-100", "nearest centroid, 100 features", 100, "addData incorrect label 1"],
  ["SparseNearestCentroid-1000", "nearest centroid, 20 of 1,000", 20, "addData incorrect label 1"],
];

/** The README's table: rows of int32 lanes beside the original and the floor. */
export function readmeTable(rows: readonly GasRow[]): string {
  const number = (value: number | null): string => (value === null ? "" : value.toLocaleString("en-GB"));
  const lines = SHOWN.map(([model, name, entries, action]) => {
    const row = rows.find(
      (r) => r.model === model && r.action === action && r.entries === entries && r.lanes === 32,
    );
    if (!row) throw new Error(`the bench has no row "${action}" of ${model} with ${entries} entries.`);
    const saved = row.originalAsShipped === null ? "" : `${(row.originalAsShipped / row.gas).toFixed(2)} x`;
    return [name, action, number(row.gas), number(row.originalAsShipped), saved, number(row.floor)];
  });
  return markdownTable(["model", "action", "gas", "original", "less", "floor"], lines);
}

const gasTable = new MarkedPart(new URL("../../README.md", import.meta.url), "gas-table");

/** The table as the README has it. */
export const tableInReadme = (): string => gasTable.read();

export const writeReadmeTable = (rows: readonly GasRow[]): void => gasTable.write(readmeTable(rows));
