// npm run pack -- <folder>: sets a fresh clone up, builds the packages and packs them for projects outside (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["scripts/pack/main.ts", ...process.argv.slice(2)], { kernels: false });
