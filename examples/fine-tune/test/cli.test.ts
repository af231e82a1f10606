import { UsageError } from "@chainlearn/example-kit/arguments";
import { type Started, startCommand } from "@chainlearn/example-kit/testing/command";
import { describe, expect, it } from "vitest";
import { HELP, parseOptions } from "../src/options.ts";

const start = (...args: string[]): Started => startCommand("examples/fine-tune/src/main.ts", args);

const SMALL = ["--chain", "local", "--initial", "20", "--contributions", "16", "--held-back", "20"];

describe("the command", () => {
  it("prints one JSON document and nothing else with --json, and its progress elsewhere", async () => {
    const { code, stdout, stderr } = await start(...SMALL, "--json").ended;
    expect(stderr).toContain("in process: 100 %");
    expect(JSON.parse(stdout)).toMatchObject({
      initial: 20,
      contributions: 16,
      heldBack: 20,
      verified: true,
    });
    expect(code).toBe(0);
  });

  it("stops on Ctrl-C with code 130", async () => {
    const { ended, interruptAt } = start("--chain", "local", "--held-back", "3000");
    interruptAt("network: 0 %");
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stdout).toBe("");
    expect(stderr).not.toContain("network: 100 %");
  });

  it("explains wrong arguments with code 2", async () => {
    const { code, stderr } = await start("--chain", "moon").ended;
    expect(code).toBe(2);
    expect(stderr).toContain("possible: evm, cosmos, local.");
  });
});

describe("arguments", () => {
  it("have defaults, and all of them are explained", () => {
    const options = parseOptions([]);
    expect(options).toEqual({
      chain: "evm",
      initial: 100,
      contributions: 400,
      heldBack: 1_000,
      seed: 1,
      json: false,
    });
    for (const name of ["chain", "initial", "contributions", "held-back", "seed", "json", "help"])
      expect(HELP).toContain(`--${name}`);
  });

  it.each([
    ["--contributions", "7"],
    ["--contributions", "5001"],
    ["--initial", "1e2"],
    ["--held-back", "0"],
    ["--seed", "x"],
    ["--unknown", "1"],
  ])("%s %s is refused", (name, value) => {
    expect(() => parseOptions([name, value])).toThrow(UsageError);
  });
});
