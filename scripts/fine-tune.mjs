// npm run example:fine-tune: sets a fresh clone up and trains a network's last layer on a chain; arguments go to the
// example (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["examples/fine-tune/src/main.ts", ...process.argv.slice(2)]);
