import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "@chainlearn/example-kit/arguments";
import { type Started, startCommand } from "@chainlearn/example-kit/testing/command";
import { afterAll, expect, test } from "vitest";
import { parseOptions } from "../src/options.ts";

const start = (...args: string[]): Started => startCommand("packages/simulation/src/main.ts", args);
const folder = mkdtempSync(join(tmpdir(), "simulation-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("arguments that cannot be used say what can", () => {
  const wrong = (...args: string[]): string => {
    try {
      parseOptions(args);
    } catch (error) {
      if (error instanceof UsageError) return error.message;
      throw error;
    }
    return "accepted";
  };
  expect(wrong("--days", "91")).toContain("1 to 90");
  expect(wrong("--scenario", "toString")).toContain("flip, stealth, ring");
  expect(wrong("--model", "x")).toContain("naive-bayes");
  expect(wrong("--mechanism", "stake", "--param", "refundWaitSeconds")).toContain("NAME=VALUE");
  expect(wrong("--param", "refundWaitSeconds=1")).toContain("--mechanism");
  expect(wrong("--only", "flip")).toContain("--update");
  expect(wrong("--unknown")).toContain("--unknown");
  expect(wrong("--mechanism", "stake", "--param", "refundWaitSeconds=1")).toBe("accepted");
});

test("one document on stdout, and the same in a file beside the picture", async () => {
  const out = join(folder, "short");
  const args = ["--days", "1", "--mechanism", "stake", "--model", "naive-bayes", "--json", "--out", out];
  const { code, stdout, stderr } = await start(...args).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining("stake: 100 % (day 21)") });
  expect(readFileSync(join(out, "simulation.json"), "utf8")).toBe(stdout);
  const { results } = JSON.parse(stdout) as { results: { curve: number[][] }[] };
  expect(results[0]!.curve).toHaveLength(21 * 4 + 1);
  const svg = readFileSync(join(out, "simulation.svg"), "utf8");
  expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  // Accuracy, the honest median and the attackers.
  expect(svg.match(/<polyline/g)).toHaveLength(3);
});

test("Ctrl-C leaves no file", async () => {
  const out = join(folder, "stopped");
  const { ended, interruptAt } = start("--mechanism", "stake", "--out", out);
  interruptAt("(day");
  expect((await ended).code).toBe(130);
  expect(existsSync(out) ? readdirSync(out) : []).toEqual([]);
});
