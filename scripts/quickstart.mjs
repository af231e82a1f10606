// npm run example:quickstart: sets a fresh clone up and runs the program of README.md.
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["examples/quickstart/src/quickstart.ts", ...process.argv.slice(2)]);
