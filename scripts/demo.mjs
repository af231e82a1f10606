// npm run demo: sets a fresh clone up and runs the spam filter on its chains; arguments go to the example (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runChild, stopChildrenOnSignals, wasInterrupted } = await import("./lib/children.mjs");
const { FROM_SOURCE, ROOT, setUp } = await import("./lib/setup.mjs");

stopChildrenOnSignals();
try {
  await setUp((line) => console.error(line));
  const example = ["examples/spam-filter/src/main.ts", "--out", "examples/spam-filter/out"];
  const { code } = await runChild(process.execPath, [...FROM_SOURCE, ...example, ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (!wasInterrupted()) process.exitCode = code;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
