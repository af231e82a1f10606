import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseOptions, UsageError } from "../src/options.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const flags = ["--conditions=@chainlearn/source", "--import", "./scripts/typescript.mjs"];

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [...flags, "examples/spam-filter/src/main.ts", ...args], {
    cwd: root,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.once("close", (code) => resolve({ code, stdout, stderr })),
  );
  return { child, ended };
}

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "spam-filter-"));
});
afterEach(() => rm(out, { recursive: true, force: true }));

describe("the command", () => {
  it("prints one JSON document and nothing else with --json, and writes picture and data", async () => {
    const { code, stdout } = await start([
      "--chain",
      "local",
      "--contributions",
      "40",
      "--json",
      "--out",
      out,
    ]).ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ chains: [{ contributions: 40, verified: true }] });
    expect((await readdir(out)).sort()).toEqual(["spam-filter.json", "spam-filter.svg"]);
    expect(await readFile(join(out, "spam-filter.json"), "utf8")).toBe(stdout);
  });

  it("prints plain lines of progress where there is no terminal", async () => {
    const { stdout, stderr } = await start(["--chain", "local", "--contributions", "40", "--out", out]).ended;
    expect(stderr).toContain("in process: 20 %");
    expect(stderr).not.toContain("\x1b");
    expect(stdout).toContain("Flip, flipper");
  });

  it("stops on Ctrl-C with code 130 and leaves no file", async () => {
    const { child, ended } = start(["--chain", "evm", "--out", out]);
    child.stderr!.on("data", (chunk: Buffer) => {
      if (chunk.toString().includes("20 %")) child.kill("SIGINT");
    });
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toBe("");
    expect(await readdir(out)).toEqual([]);
  });

  it("explains wrong arguments with code 2", async () => {
    const { code, stdout, stderr } = await start(["--chain", "moon"]).ended;
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("evm, cosmos, local and all are possible");
  });
});

describe("arguments", () => {
  it("have defaults", () => {
    expect(parseOptions([])).toEqual({
      chains: ["evm", "cosmos"],
      mechanism: "stake",
      contributions: 400,
      seed: 1,
      out: "out",
      json: false,
      help: false,
    });
  });

  it.each([
    ["--contributions", "19"],
    ["--contributions", "4001"],
    ["--contributions", "1e2"],
    ["--contributions", "-40"],
    ["--seed", "one"],
    ["--seed", "4294967296"],
    ["--chain", "toString"],
    ["--mechanism", "toString"],
    ["--unknown", "1"],
  ])("%s %s is refused", (...args) => {
    expect(() => parseOptions(args)).toThrow(UsageError);
  });
});
