import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const FAMILY = fileURLToPath(new URL("family.mjs", import.meta.url));
const CHILDREN = new URL("../../scripts/lib/children.mjs", import.meta.url).href;

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === "win32")("what a script has started", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "ends with it on %s, and nothing follows",
    async (signal) => {
      const script = spawn(process.execPath, [FAMILY], { stdio: ["ignore", "pipe", "inherit"] });
      const lines: string[] = [];
      let pids: number[] = [];
      // Everything that was started writes where the script does: the stream ends with the last of them.
      const closed = once(script, "close");
      try {
        const output = createInterface({ input: script.stdout }).on("line", (line) => lines.push(line));
        await once(output, "line");
        pids = lines[0]!.split(" ").map(Number);
        expect(pids.map(isThere)).toEqual([true, true]);
        script.kill(signal);
        expect(await closed).toEqual([130, null]);
        pids = [];
        expect(lines).toHaveLength(1);
      } finally {
        script.kill("SIGKILL");
        for (const pid of pids.filter(isThere)) process.kill(pid, "SIGKILL");
      }
    },
  );

  it("tells nobody about its use", async () => {
    const print = "console.log(process.env.TURBO_TELEMETRY_DISABLED, process.env.DO_NOT_TRACK)";
    const script = `import { runChild } from "${CHILDREN}";
      console.log((await runChild(process.execPath, ["-e", ${JSON.stringify(print)}])).output.trim());`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script]);
    expect(stdout).toBe("1 1\n");
  });
});
