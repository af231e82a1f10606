// new.ts <kind> <id>: the command `new` for this repository, where plugins have their places.
import { fileURLToPath } from "node:url";
import { newCommand } from "../src/command.ts";

process.exitCode = await newCommand({
  args: process.argv.slice(2),
  name: "npm run new --",
  folder: fileURLToPath(new URL("../../..", import.meta.url)),
  into: { model: "packages/models-wasm/src", mechanism: "packages/mechanisms/src" },
});
