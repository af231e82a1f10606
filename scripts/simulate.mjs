// npm run simulate: sets a fresh clone up and lets people and attackers use a contract; arguments go to the simulation (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["packages/simulation/src/main.ts", ...process.argv.slice(2)]);
