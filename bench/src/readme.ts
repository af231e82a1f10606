import { readFileSync, writeFileSync } from "node:fs";
import type { GasRow } from "./rows.ts";

const README = new URL("../../README.md", import.meta.url);
const START = "<!-- gas-table -->\n";
const END = "<!-- /gas-table -->";

const SHOWN: readonly (readonly [model: string, name: string, entries: number | null, action: string])[] = [
  ["SparsePerceptron-1000", "sparse perceptron, 1,000 features", null, "deploy"],
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

/** Padded as the formatter pads tables, so that writing it and formatting it give the same text. */
function markdownTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((title, k) => Math.max(3, title.length, ...lines.map((line) => line[k]!.length)));
  const text = (cells: readonly string[]): string =>
    `| ${cells.map((cell, k) => cell.padEnd(widths[k]!)).join(" | ")} |`;
  return [text(head), text(widths.map((width) => "-".repeat(width))), ...lines.map(text), ""].join("\n");
}

const parts = (): { text: string; from: number; to: number } => {
  const text = readFileSync(README, "utf8");
  return { text, from: text.indexOf(START) + START.length, to: text.indexOf(END) };
};

/** The table as the README has it. */
export function tableInReadme(): string {
  const { text, from, to } = parts();
  return text.slice(from, to).trim();
}

export function writeReadmeTable(rows: readonly GasRow[]): void {
  const { text, from, to } = parts();
  writeFileSync(README, `${text.slice(0, from)}\n${readmeTable(rows)}\n${text.slice(to)}`);
}
