// npm run example:evm-testnet: sets a fresh clone up and runs an integrator's day on a test network or a local chain;
// arguments go to the example (--help).
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["examples/evm-testnet/src/main.ts", ...process.argv.slice(2)]);
