// npm run chainlearn -- <command>: sets a fresh clone up and runs the command line from its sources; --help lists the
// commands. Relative paths start at the repository's root.
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runInForeground, stopChildrenOnSignals } = await import("./lib/children.mjs");
const { FROM_SOURCE, ROOT, setUp } = await import("./lib/setup.mjs");

stopChildrenOnSignals();
try {
  await setUp((line) => console.error(line));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const program = [...FROM_SOURCE, "packages/cli/src/bin.ts", ...process.argv.slice(2)];
process.exitCode = await runInForeground(process.execPath, program, { cwd: ROOT });
