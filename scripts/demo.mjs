// npm run demo: sets a fresh clone up and runs the spam filter on its chains; arguments go to the example (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
const example = ["examples/spam-filter/src/main.ts", "--out", "examples/spam-filter/out"];
await runSource([...example, ...process.argv.slice(2)]);
