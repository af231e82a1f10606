// npm run bench:tables: sets a fresh clone up and writes the tables of the READMEs from the committed measurements.
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["bench/src/tables/main.ts", ...process.argv.slice(2)]);
