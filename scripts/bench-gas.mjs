// npm run bench:gas: sets a fresh clone up and measures the gas of every action; arguments go to the bench (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runChild, stopChildrenOnSignals, wasInterrupted } = await import("./lib/children.mjs");
const { FROM_SOURCE, ROOT, setUp } = await import("./lib/setup.mjs");

stopChildrenOnSignals();
try {
  await setUp((line) => console.error(line));
  const { code } = await runChild(
    process.execPath,
    [...FROM_SOURCE, "bench/src/gas.ts", ...process.argv.slice(2)],
    {
      cwd: ROOT,
      stdio: "inherit",
    },
  );
  if (!wasInterrupted()) process.exitCode = code;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
