import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "@chainlearn/example-kit/arguments";
import { type Started, startCommand } from "@chainlearn/example-kit/testing/command";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HELP, parseOptions } from "../src/options.ts";

let out = "";
beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), "chainlearn-bounty-"));
});
afterAll(() => rm(out, { recursive: true }));

const start = (...args: string[]): Started =>
  startCommand("examples/bounty/src/main.ts", ["--chain", "local", "--out", out, ...args]);

describe("the command", () => {
  it("stops on Ctrl-C with code 130 and leaves no file", async () => {
    const { ended, interruptAt } = start("--items", "40", "--contributions", "60");
    interruptAt("in process: 2");
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toBe("");
    expect(await readdir(out)).toEqual([]);
  });

  it("prints one JSON document and nothing else with --json, and its progress elsewhere", async () => {
    const { code, stdout, stderr } = await start("--items", "2", "--contributions", "2", "--json").ended;
    expect(stderr).toContain("in process: 100 %");
    expect(JSON.parse(stdout)).toMatchObject({ chains: [{ testItems: 10, verified: true }] });
    expect(code).toBe(0);
    expect((await readdir(out)).sort()).toEqual(["bounty.json", "bounty.svg"]);
  });

  it("explains wrong arguments with code 2", async () => {
    const { code, stderr } = await start("--items", "0").ended;
    expect(code).toBe(2);
    expect(stderr).toContain("whole numbers from 1 to 40 are possible");
  });
});

describe("arguments", () => {
  it("have defaults, and all of them are explained", () => {
    expect(parseOptions([])).toEqual({
      chains: ["evm", "cosmos"],
      contributions: 12,
      items: 8,
      seed: 1,
      out: "out",
      json: false,
    });
    for (const name of ["chain", "contributions", "items", "seed", "out", "json", "help"])
      expect(HELP).toContain(`--${name}`);
  });

  it.each([
    ["--chain", "moon"],
    ["--contributions", "0"],
    ["--items", "41"],
    ["--seed", "x"],
    ["--unknown", "1"],
  ])("%s %s is refused", (name, value) => {
    expect(() => parseOptions([name, value])).toThrow(UsageError);
  });
});
