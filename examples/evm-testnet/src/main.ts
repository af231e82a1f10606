import { fileURLToPath } from "node:url";
import { runCommand } from "@chainlearn/example-kit/command";
import { testnetCommand } from "@chainlearn/example-kit/testnet-command";
import config from "../chainlearn.config.ts";

await runCommand(
  testnetCommand({
    name: "npm run example:evm-testnet --",
    config,
    folder: fileURLToPath(new URL("..", import.meta.url)),
    deployment: "0.05eth",
    contributions: "0.005eth",
  }),
);
