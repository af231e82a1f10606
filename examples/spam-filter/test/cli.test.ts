import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "@chainlearn/example-kit/arguments";
import { type Started, startCommand } from "@chainlearn/example-kit/testing/command";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseOptions } from "../src/options.ts";

const start = (...args: string[]): Started => startCommand("examples/spam-filter/src/main.ts", args);

const SHORT = ["--chain", "local", "--contributions", "40"];

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "spam-filter-"));
});
afterEach(() => rm(out, { recursive: true, force: true }));

describe("the command", () => {
  it("prints one JSON document and nothing else with --json, and writes picture and data", async () => {
    const { code, stdout } = await start(...SHORT, "--json", "--out", out).ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ chains: [{ contributions: 40, verified: true }] });
    expect((await readdir(out)).sort()).toEqual(["spam-filter.json", "spam-filter.svg"]);
    expect(await readFile(join(out, "spam-filter.json"), "utf8")).toBe(stdout);
  });

  it("prints plain lines of progress where there is no terminal", async () => {
    const { stdout, stderr } = await start(...SHORT, "--out", out).ended;
    expect(stderr).toContain("in process: 20 %");
    expect(stderr).not.toContain("\x1b");
    expect(stdout).toContain("Flip, flipper");
  });

  it("stops on Ctrl-C with code 130 and leaves no file", async () => {
    const { ended, interruptAt } = start("--chain", "evm", "--out", out);
    interruptAt("20 %");
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toBe("");
    expect(await readdir(out)).toEqual([]);
  });

  it("explains wrong arguments with code 2", async () => {
    const { code, stdout, stderr } = await start("--chain", "moon").ended;
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain("possible: evm, cosmos, local, all.");
  });
});

describe("arguments", () => {
  it("have defaults", () => {
    expect(parseOptions([])).toEqual({
      chains: ["evm", "cosmos"],
      mechanism: "champion",
      contributions: 400,
      seed: 1,
      out: "out",
      json: false,
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
