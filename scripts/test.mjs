// npm test: sets a fresh clone up and runs every tier of tests; see --help.
import { parseArgs } from "node:util";
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runChild, stopChildrenOnSignals } = await import("./lib/children.mjs");
const { ROOT, setUp } = await import("./lib/setup.mjs");
const { summary, totals } = await import("./test/summary.mjs");
const { ONLY_ON_WASMD, TIERS } = await import("./test/tiers.mjs");
const { firstLines, runVitest } = await import("./test/vitest.mjs");
const { buildWasmdInBackground } = await import("./test/wasmd.mjs");

const names = TIERS.map(({ name }) => name);
const HELP = `Sets everything up and runs all tests. The last line of the output is
"N passed, N failed, N skipped": tests, and checks (${TIERS.filter(({ check }) => check)
  .map(({ name }) => name)
  .join(", ")}) that failed.

  --only TIER   run this tier only; can be repeated
                ${names.join(", ")}
  --json        print one JSON document and nothing else on stdout
  --help        print this

Exit code 0: nothing failed. 1: something failed. 2: wrong arguments.
`;

function fail(message) {
  process.stderr.write(`${message}\n\n${HELP}`);
  process.exit(2);
}

function parse() {
  try {
    return parseArgs({
      options: {
        only: { type: "string", multiple: true, default: [] },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    return fail(error.message);
  }
}

const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/** One command that has to end with code 0. */
async function runCheck(command) {
  const { code, output } = await runChild(process.execPath, command, { cwd: ROOT, env: { NO_COLOR: "1" } });
  return code === 0 ? NOTHING : { ...NOTHING, failed: 1, failures: [firstLines(output, 80)] };
}

async function runTier(tier, lookForWasmd) {
  if (tier.check) return runCheck(tier.check);
  const reason = tier.needs?.();
  if (reason) return { ...(await runVitest(tier)), reason };
  const { missing, failure } = tier.needsWasmd ? await lookForWasmd() : {};
  // Without wasmd its tests skip themselves: they are counted, and the reason is given once.
  const counts = await runVitest(tier);
  if (missing) return { ...counts, reason: `${missing}; not exercised: ${ONLY_ON_WASMD}` };
  if (!failure) return counts;
  const failures = [...counts.failures, `wasmd has not been built: ${failure}`];
  return { ...counts, failed: counts.failed + 1, failures, reason: `not exercised: ${ONLY_ON_WASMD}` };
}

const options = parse();
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const unknown = options.only.find((name) => !names.includes(name));
if (unknown !== undefined) fail(`There is no tier "${unknown}".`);
const tiers = TIERS.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
const say = (line) => (options.json ? process.stderr : process.stdout).write(`${line}\n`);

stopChildrenOnSignals();
try {
  await setUp(say);
} catch (error) {
  say(error.message);
  process.exit(1);
}

const lookForWasmd = tiers.some(({ needsWasmd }) => needsWasmd) ? buildWasmdInBackground() : undefined;
const outcomes = [];
for (const tier of tiers) {
  const start = performance.now();
  const { failures = [], skips = [], ...counts } = await runTier(tier, lookForWasmd);
  const seconds = (performance.now() - start) / 1_000;
  const { passed, failed, skipped, reason = skips.join("; ") } = counts;
  const status = failed > 0 ? "failed" : passed === 0 && skipped > 0 ? "skipped" : "passed";
  const { name, title } = tier;
  outcomes.push({ name, title, status, passed, failed, skipped, ...(reason && { reason }), seconds });
  say(`${name} (${title}): ${status}${passed > 0 ? `, ${passed} tests` : ""}, ${seconds.toFixed(0)} s`);
  for (const failure of failures) say(`\n${failure}\n`);
}

if (options.json)
  process.stdout.write(`${JSON.stringify({ tiers: outcomes, ...totals(outcomes) }, undefined, 2)}\n`);
else say(`\n${summary(outcomes)}`);
process.exitCode = totals(outcomes).failed > 0 ? 1 : 0;
