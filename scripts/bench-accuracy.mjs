// npm run bench:accuracy: sets a fresh clone up and measures the accuracy of every model; arguments go to the bench (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["bench/src/accuracy/main.ts", ...process.argv.slice(2)]);
