import { describe, expect, it } from "vitest";
import { type Ended, type Started, startCommand } from "../src/testing/command.ts";

const start = (...args: string[]): Started =>
  startCommand("packages/example-kit/test/fixtures/command.ts", args);

describe("a command's exit code and output", () => {
  it.each<[string[], Ended]>([
    [[], { code: 0, stdout: "", stderr: "running\n" }],
    [["--end", "failed"], { code: 1, stdout: "", stderr: "running\n" }],
    [["--end", "error"], { code: 1, stdout: "", stderr: expect.stringContaining("Error: it broke") }],
    [["--help"], { code: 0, stdout: "--end HOW\n", stderr: "" }],
    [
      ["--end", "never"],
      {
        code: 2,
        stdout: "",
        stderr: '--end is "never"; possible: well, failed, error, late.\n\n--end HOW\n',
      },
    ],
    [["--unknown"], { code: 2, stdout: "", stderr: expect.stringMatching(/--unknown.*\n\n--end HOW\n$/s) }],
  ])("with %j", async (args, ended) => {
    expect(await start(...args).ended).toEqual(ended);
  });

  it("after Ctrl-C", async () => {
    const { ended, interruptAt } = start("--end", "late");
    interruptAt("running");
    expect(await ended).toEqual({ code: 130, stdout: "", stderr: "running\n\nStopping.\n" });
  });
});
