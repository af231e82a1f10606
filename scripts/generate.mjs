// npm run generate: installs a fresh clone's dependencies and compiles the kernels; arguments are folders of packages,
// those of this repository if there are none.
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["packages/kernel/scripts/generate.ts", ...process.argv.slice(2)], { kernels: false });
