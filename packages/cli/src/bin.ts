#!/usr/bin/env node
import process from "node:process";
import { processTerminal } from "./output/terminal.ts";
import { runCli } from "./run.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort(signal));
// A reader that has seen enough, as head, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  folder: process.cwd(),
  env: process.env,
  terminal: processTerminal(),
  input: process.stdin,
  signal: stop.signal,
});
