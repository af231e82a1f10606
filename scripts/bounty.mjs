// npm run example:bounty: sets a fresh clone up and runs a prediction market on both chains; arguments go to the example
// (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
const example = ["examples/bounty/src/main.ts", "--out", "examples/bounty/out"];
await runSource([...example, ...process.argv.slice(2)]);
