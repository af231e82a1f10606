import { casesOf, describeCase } from "./cases.ts";
import type { ModelHost } from "./host.ts";
import { modelChecks, modelCheckTitles } from "./model-checks.ts";
import { streamEnd } from "./stream.ts";
import type { ModelSubject } from "./subject.ts";

/** What a host has to show for a check: "passes", or "n/a: " and why. */
export type ConformanceCell = string;

/** One model of the table. */
export interface ModelConformance {
  readonly model: string;
  readonly version: string;
  /** The shapes that are checked; the first is the stream's. */
  readonly cases: readonly string[];
  /** Where the stream ends on every host. */
  readonly stream: { readonly steps: number; readonly stateHash: string };
  /** By check, then by host. */
  readonly checks: Readonly<Record<string, Readonly<Record<string, ConformanceCell>>>>;
}

/** What has to pass on which host, derived from the manifests without running anything. */
export const conformanceOf = (subject: ModelSubject, hosts: readonly ModelHost[]): ModelConformance => {
  const { id, version } = subject.model.manifest;
  const cell = (why: string | undefined): ConformanceCell => (why === undefined ? "passes" : `n/a: ${why}`);
  return {
    model: id,
    version,
    cases: casesOf(subject).map(describeCase),
    stream: streamEnd(subject),
    checks: Object.fromEntries(
      modelChecks(subject).map((check) => [
        check.id,
        Object.fromEntries(hosts.map((host) => [host.name, cell(check.notApplicable(host))])),
      ]),
    ),
  };
};

/** Padded as formatters pad tables, so that writing one and formatting it give the same text. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** The table as Markdown: what the checks ask, then one table per model. */
export function conformanceMarkdown(models: readonly ModelConformance[]): string {
  const asked = markdownTable(["check", "a model"], Object.entries(modelCheckTitles));
  const sections = models.map(({ model, version, cases, stream, checks }) => {
    const hosts = Object.keys(Object.values(checks)[0]!);
    return `## ${model} ${version}

${cases.map((shape) => `- ${shape}`).join("\n")}

State hash after ${stream.steps} additions: \`${stream.stateHash.slice(0, 16)}\`.

${markdownTable(
  ["check", ...hosts],
  Object.entries(checks).map(([id, cells]) => [id, ...hosts.map((host) => cells[host]!)]),
)}`;
  });
  return `${[asked, ...sections].join("\n\n")}\n`;
}
