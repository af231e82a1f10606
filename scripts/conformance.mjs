// npm run conformance: sets a fresh clone up and writes the tables of what passes where anew; see --help.
import { requireNode } from "./lib/node-version.mjs";

requireNode();

const HELP = `Usage: npm run conformance

Writes what the manifests give, which checks every model and mechanism passes on which host, into the committed tables:

  docs/conformance.md              test/conformance/golden/conformance.json
  docs/mechanisms/conformance.md   test/conformance/golden/mechanisms.json

It runs no check itself: npm test -- --only conformance does, and compares with these tables.
`;

if (process.argv.slice(2).includes("--help")) process.stdout.write(HELP);
else {
  const { runNode } = await import("./lib/run-source.mjs");
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--project", "conformance"];
  await runNode([...vitest, "test/conformance/table.test.ts", "-u", ...process.argv.slice(2)]);
}
