import { fileURLToPath } from "node:url";
import { runCommand } from "@chainlearn/example-kit/command";
import { testnetCommand } from "@chainlearn/example-kit/testnet-command";
import config from "../chainlearn.config.ts";

await runCommand(
  testnetCommand({
    name: "npm run example:cosmos-testnet --",
    config,
    folder: fileURLToPath(new URL("..", import.meta.url)),
    // Of each network's coin; "units" are its millionths.
    deployment: "5000000units",
    contributions: "1000000units",
  }),
);
