// npm run new -- <kind> <id>: sets a fresh clone up and makes a plugin from a template; --help lists the rest.
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["packages/templates/scripts/new.ts", ...process.argv.slice(2)]);
