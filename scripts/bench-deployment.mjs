// npm run bench:deployment: sets a fresh clone up and measures the gas of deployments; arguments go to the bench (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["bench/src/deployment.ts", ...process.argv.slice(2)]);
