// npm run bench:throughput: sets a fresh clone up and measures updates and predictions in process; arguments go to the
// bench (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["bench/src/throughput.ts", ...process.argv.slice(2)]);
