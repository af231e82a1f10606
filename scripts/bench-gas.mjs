// npm run bench:gas: sets a fresh clone up and measures the gas of every action; arguments go to the bench (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["bench/src/gas.ts", ...process.argv.slice(2)]);
