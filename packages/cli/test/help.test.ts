import { describe, expect, it } from "vitest";
import { EXIT_CODES } from "../src/index.ts";
import { createProgram } from "../src/program.ts";
import { run } from "./support/cli.ts";

interface Node {
  name(): string;
  readonly commands: readonly Node[];
}

/** Names of all commands that do something, as they are typed. */
function leaves(node: Node, path: readonly string[] = []): string[][] {
  if (node.commands.length === 0) return [[...path]];
  return node.commands.flatMap((command) => leaves(command, [...path, command.name()]));
}

const commands = leaves(createProgram(async () => {}, {}) as Node);
const setting = { folder: "/nowhere" };

describe("help", () => {
  it("lists the commands and the exit codes", async () => {
    const { code, out } = await run(setting, "--help");
    expect(code).toBe(0);
    for (const [name] of commands) expect(out).toContain(`\n  ${name}`);
    for (const number of Object.values(EXIT_CODES)) expect(out).toMatch(new RegExp(`\n  ${number} +\\w`));
  });

  it.each(commands)("of %s %s has an example, and tells of --json", async (...command) => {
    const path = command.filter((name) => name !== undefined);
    const { code, out, err } = await run(setting, ...path, "--help");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain(`Usage: chainlearn ${path.join(" ")}`);
    expect(out).toMatch(new RegExp(`Examples?:\n {2}\\$ chainlearn ${path.join(" ")}`));
    expect(out).toContain("--json");
  });

  it.each([
    [["fly"]],
    [["quote", "--fast"]],
    [["refund"]],
    [["refund", "first"]],
    [["add-data", "--label", "-1"]],
    [["export"]],
    [[]],
  ])("is offered for wrong arguments: %j", async (args) => {
    const { code, out, err } = await run(setting, ...args);
    expect([code, out]).toEqual([EXIT_CODES.usage, ""]);
    expect(err).toContain("--help");
  });

  it("fits into a terminal", async () => {
    for (const args of [["--help"], ["-h"], ["market", "-h"], ["verify", "-h"]]) {
      const { code, out } = await run(setting, ...args);
      expect(code).toBe(0);
      const [text = ""] = out.split(/Examples?:/);
      for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    }
  });

  it("comes as JSON to those who ask for JSON", async () => {
    const { code, out } = await run(setting, "quote", "--fast", "--json");
    expect(code).toBe(EXIT_CODES.usage);
    expect(JSON.parse(out)).toMatchObject({ error: { kind: "usage", exitCode: 2 } });
  });

  it("tells the version", async () => {
    expect((await run(setting, "--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
