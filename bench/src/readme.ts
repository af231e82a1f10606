import { readFileSync, writeFileSync } from "node:fs";
import type { GasRow } from "./rows.ts";

const README = new URL("../../README.md", import.meta.url);
const START = "<!-- gas-table -->\n";
const END = "<!-- /gas-table -->";

const SHOWN: readonly (readonly [action: string, entries: number | null])[] = [
  ["deploy", null],
  ["addData correct label 1", 20],
  ["addData incorrect label 1", 20],
  ["addData incorrect label 1, over-paid", 20],
  ["refund later", 20],
  ["report share", 20],
  ["report share later", 20],
  ["report whole", 20],
];

/** The README's table: rows of int32 lanes beside the original and the floor. */
export function readmeTable(rows: readonly GasRow[]): string {
  const number = (value: number | null): string => (value === null ? "" : value.toLocaleString("en-GB"));
  const lines = SHOWN.map(([action, entries]) => {
    const row = rows.find((r) => r.action === action && r.entries === entries && r.lanes === 32);
    if (!row) throw new Error(`the bench has no row "${action}" of ${entries} entries.`);
    const saved = row.originalAsShipped === null ? "" : `${(row.originalAsShipped / row.gas).toFixed(2)} x`;
    const name = entries === null ? action : `${action}, ${entries} features`;
    return [name, number(row.gas), number(row.originalAsShipped), saved, number(row.floor)];
  });
  return markdownTable(["action", "gas", "original", "less", "floor"], lines);
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
