#!/usr/bin/env node
import process from "node:process";
import { EXIT_CODES } from "./exit-codes.ts";
import { failureOf, failureText } from "./output/failure.ts";
import { processTerminal } from "./output/terminal.ts";
import { runCli } from "./run.ts";

const PATIENCE_MILLISECONDS = 1_000;

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    stop.abort(signal);
    const say = (): void => void process.stderr.write("Stopping when what has begun is done …\n");
    setTimeout(say, PATIENCE_MILLISECONDS).unref();
  });
// A reader that has seen enough, as head, is no failure; a disk that is full is one.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    if (stream === process.stdout)
      process.stderr.write(`${failureText(failureOf(Object.assign(error, { path: "standard output" })))}\n`);
    process.exit(EXIT_CODES.input);
  });

process.exitCode = await runCli(process.argv.slice(2), {
  folder: process.cwd(),
  env: process.env,
  terminal: processTerminal(),
  input: process.stdin,
  signal: stop.signal,
});
