// npm run docs: sets a fresh clone up and writes the generated pages of the documentation anew.
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["scripts/docs/main.ts", ...process.argv.slice(2)]);
