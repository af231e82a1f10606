/**
 * @typedef {{name: string, title: string, status: "passed" | "failed" | "skipped", passed: number, failed: number,
 *   skipped: number, reason?: string, seconds: number}} Outcome
 */

/** @param {readonly Outcome[]} outcomes */
export const totals = (outcomes) => ({
  passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
  failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
  skipped: outcomes.reduce((sum, { skipped }) => sum + skipped, 0),
});

const count = (number) => (number === 0 ? "-" : String(number));

/**
 * The table of tiers, and as its last line, alone, the totals.
 * @param {readonly Outcome[]} outcomes
 */
export function summary(outcomes) {
  const rows = [
    ["tier", "", "passed", "failed", "skipped", "time"],
    ...outcomes.map(({ name, status, passed, failed, skipped, seconds }) => [
      name,
      status,
      count(passed),
      count(failed),
      count(skipped),
      `${seconds.toFixed(0)} s`,
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const table = rows.map((row) =>
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "),
  );
  const reasons = outcomes.flatMap(({ name, title, reason }) =>
    reason ? [`skipped in ${name} (${title}): ${reason}`] : [],
  );
  const { passed, failed, skipped } = totals(outcomes);
  return [
    ...table,
    ...(reasons.length > 0 ? ["", ...reasons] : []),
    "",
    `${passed} passed, ${failed} failed, ${skipped} skipped`,
  ].join("\n");
}
