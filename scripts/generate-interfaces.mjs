// npm run generate:interfaces: sets a fresh clone up and writes the ABIs and JSON Schemas of contracts anew.
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { runSource } = await import("./lib/run-source.mjs");
await runSource(["packages/adapter-evm/scripts/generate-abis.ts"]);
if (!process.exitCode)
  await runSource(["packages/adapter-cosmwasm/scripts/generate-schemas.ts"], { kernels: false });
