import { markdownTable } from "../model/table.ts";
import type { MechanismHost } from "./host.ts";
import { mechanismChecks, mechanismCheckTitles } from "./mechanism-checks.ts";
import { type MechanismSubject, subjectName } from "./subject.ts";

/** One mechanism of the table. */
export interface MechanismConformance {
  readonly mechanism: string;
  readonly version: string;
  /** By check, then by host: "passes", or "n/a: " and why. */
  readonly checks: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What has to pass on which host, derived without running anything. */
export const mechanismConformanceOf = (
  subject: MechanismSubject,
  hosts: readonly MechanismHost[],
): MechanismConformance => {
  const cell = (why: string | undefined): string => (why === undefined ? "passes" : `n/a: ${why}`);
  return {
    mechanism: subjectName(subject),
    version: subject.mechanism.manifest.version,
    checks: Object.fromEntries(
      mechanismChecks(subject).map((check) => [
        check.id,
        Object.fromEntries(hosts.map((host) => [host.name, cell(check.notApplicable(host))])),
      ]),
    ),
  };
};

/** The table as Markdown: what the checks ask, then one table per mechanism. */
export function mechanismMarkdown(mechanisms: readonly MechanismConformance[]): string {
  const asked = markdownTable(["check", "a mechanism"], Object.entries(mechanismCheckTitles));
  const sections = mechanisms.map(({ mechanism, version, checks }) => {
    const hosts = Object.keys(Object.values(checks)[0]!);
    const rows = Object.entries(checks).map(([id, cells]) => [id, ...hosts.map((host) => cells[host]!)]);
    return `## ${mechanism} ${version}\n\n${markdownTable(["check", ...hosts], rows)}`;
  });
  return `${[asked, ...sections].join("\n\n")}\n`;
}
