// npm run bench:replay: sets a fresh clone up and replays a million contributions from a log store; arguments go to the
// bench (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["bench/src/replay.ts", ...process.argv.slice(2)]);
