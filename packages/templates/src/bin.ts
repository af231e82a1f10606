#!/usr/bin/env node
import { newCommand } from "./command.ts";

process.exitCode = await newCommand({
  args: process.argv.slice(2),
  name: "chainlearn-new",
  folder: process.cwd(),
  into: { model: "src", mechanism: "src" },
});
