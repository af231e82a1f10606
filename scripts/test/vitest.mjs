import { rmSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { runChild } from "../lib/children.mjs";
import { ROOT } from "../lib/setup.mjs";

/**
 * @typedef {{passed: number, failed: number, skipped: number, failures: readonly string[],
 *   skips: readonly string[]}} Counts
 */

/** The beginning of a text, and how much is left out. */
export function firstLines(text, most) {
  const lines = text.trimEnd().split("\n");
  const rest = lines.length - most;
  return [...lines.slice(0, most), ...(rest > 0 ? [`… ${rest} lines more`] : [])].join("\n");
}

/** What vitest's JSON reporter says of a time that ran out: it takes the stack, which does not have the message. */
const NO_MESSAGE = "Error: STACK_TRACE_ERROR";

/**
 * Why a test failed.
 * @param {string} output what vitest has printed, which has the message
 */
function reasonOf({ ancestorTitles, title, failureMessages }, output) {
  const reason = failureMessages.join("\n");
  if (!reason.includes(NO_MESSAGE)) return reason;
  const printed = output.indexOf(` > ${[...ancestorTitles, title].join(" > ")}\n`, output.indexOf(" FAIL "));
  const [said = "no more is known"] = /(Test|Hook) timed out in \d+ms/.exec(output.slice(printed)) ?? [];
  return reason.replaceAll(NO_MESSAGE, `timed out: ${said}`);
}

/**
 * Failed tests with the reason, and files that did not get as far as a test: of these (a hook that threw) the report
 * does not always have the reason, the printed output has.
 */
export function failuresOf({ testResults }, output) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(ROOT, name);
    const failed = assertionResults.filter((test) => test.status === "failed");
    if (failed.length > 0)
      return failed.map((test) => `${file} > ${test.fullName}\n${firstLines(reasonOf(test, output), 30)}`);
    if (status !== "failed") return [];
    const printed = output.indexOf(" FAIL ");
    return [`${file}\n${firstLines(message || output.slice(Math.max(0, printed)), 40)}`];
  });
}

/** A vitest that dies, or a full disk, leaves no report or half of one: no test counts then. */
function parseReport(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { testResults: [] };
  }
}

const skipsOf = ({ testResults }) =>
  testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => ["pending", "skipped", "todo", "disabled"].includes(status))
      .map(({ fullName }) => `${relative(ROOT, name)} > ${fullName}`),
  );

/**
 * Runs one tier's tests in a vitest of their own and counts them.
 * @param {import("./tiers.mjs").Tier} tier
 * @returns {Promise<Counts>}
 */
export async function runVitest({ projects = [], files = [], exclude = [] }) {
  const folder = await mkdtemp(join(tmpdir(), "chainlearn-test-"));
  const report = join(folder, "report.json");
  // Also when a signal ends this process, which runs no finally.
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  try {
    const { code, output } = await runChild(
      process.execPath,
      [
        "node_modules/vitest/vitest.mjs",
        "run",
        ...files,
        ...projects.flatMap((name) => ["--project", name]),
        ...exclude.flatMap((glob) => ["--exclude", glob]),
        "--reporter=json",
        "--reporter=dot",
        `--outputFile=${report}`,
      ],
      { cwd: ROOT, env: { CI: "1", NO_COLOR: "1" } },
    );
    const results = parseReport(await readFile(report, "utf8").catch(() => ""));
    const failures = failuresOf(results, output);
    const skips = skipsOf(results);
    const passed = results.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === "passed").length;
    // No report, no test at all, or an error outside of any test: vitest says so by its code and in its output.
    if (failures.length === 0 && (code !== 0 || passed + skips.length === 0))
      failures.push(`vitest ended with code ${code}\n${firstLines(output, 40)}`);
    return { passed, failed: failures.length, skipped: skips.length, failures, skips };
  } finally {
    process.off("exit", remove);
    remove();
  }
}
