// node scripts/tool.mjs [--kernels] <program> …: installs a fresh clone's dependencies, compiles the kernels if the option
// says so, and runs a program of node_modules. The scripts of package.json that call others' tools go through it.
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runNode } = await import("./lib/run-source.mjs");
const kernels = process.argv[2] === "--kernels";
const [program, ...args] = process.argv.slice(kernels ? 3 : 2);
await runNode([`node_modules/${program}`, ...args], { kernels });
