import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "vitest";

const CHILDREN = new URL("../../scripts/lib/children.mjs", import.meta.url).href;
/** Counts what it gets, and ends a while after the first signal with what it has counted. */
const PROGRAM = `
  let interrupts = 0;
  process.on("SIGINT", () => { if (++interrupts === 1) setTimeout(() => process.exit(40 + interrupts), 300); });
  setInterval(() => {}, 1000);
  console.log("ready");`;

const inForeground = (program: string): string => `
  import { runInForeground, stopChildrenOnSignals } from ${JSON.stringify(CHILDREN)};
  stopChildrenOnSignals();
  process.exitCode = await runInForeground(process.execPath, ["-e", ${JSON.stringify(program)}], {});`;

const start = (program: string) =>
  spawn(process.execPath, ["--input-type=module", "-e", inForeground(program)], { detached: true });

describe.skipIf(process.platform === "win32")("a program in the foreground", () => {
  it("gets Ctrl-C once, however often it came, and ends in its own time with its own code", async () => {
    const child = start(PROGRAM);
    await once(child.stdout, "data");
    // npm sends the signal to the script once more.
    process.kill(-child.pid!, "SIGINT");
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([41, null]);
  });

  it("hands its exit code on", async () => {
    expect(await once(start("process.exit(9)"), "close")).toEqual([9, null]);
  });
});
