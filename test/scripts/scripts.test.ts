import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  scripts: Readonly<Record<string, string>>;
};

/** Runs a script of ours as npm does. */
const ours = (...args: readonly string[]): Promise<{ stdout: string; stderr: string }> =>
  run(process.execPath, [...args], { cwd: ROOT });

describe("a fresh clone, of which nothing is installed,", () => {
  it.each(Object.entries(scripts))("is set up by npm run %s", (_, line) => {
    const file = /^node (scripts\/[\w-]+\.mjs)/.exec(line)?.[1];
    expect(file, `${line} needs what is not there`).toBeDefined();
    const text = readFileSync(join(ROOT, file!), "utf8");
    // Nothing of node_modules is imported before, and a Node that is too old is told so.
    expect(text).toContain("requireNode();");
    expect(
      [...text.matchAll(/from "([^"]*)"/g)].filter(([, from]) => !/^(\.\/lib\/|node:)/.test(from!)),
    ).toEqual([]);
    expect(text).toMatch(/runSource|runNode|setUp/);
  });

  it("has the programs that the scripts call once it is set up", () => {
    const programs = Object.values(scripts).flatMap((line) =>
      [...line.matchAll(/scripts\/tool\.mjs (?:--kernels )?(\S+)/g)].map(([, program]) => program!),
    );
    expect(programs.length).toBeGreaterThan(3);
    expect(programs.filter((program) => !existsSync(join(ROOT, "node_modules", program)))).toEqual([]);
  });
});

it("npm run chainlearn runs the command line from its sources, with the configuration of an example", async () => {
  const config = "examples/evm-testnet/chainlearn.config.ts";
  const { stdout } = await ours("scripts/chainlearn.mjs", "chains", "--config", config, "--json");
  const { chains } = JSON.parse(stdout) as { chains: { name: string }[] };
  expect(chains.map(({ name }) => name)).toEqual(expect.arrayContaining(["anvil", "sepolia"]));
});

it.each([[], ["one", "two"], ["--fast", "one"]])(
  "npm run pack says how it is called: %s",
  async (...args) => {
    await expect(ours("scripts/pack.mjs", ...args)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Usage: npm run pack -- <folder>"),
    });
  },
);

it("npm run conformance says which files it writes", async () => {
  const { stdout } = await ours("scripts/conformance.mjs", "--help");
  const named = stdout.split(/\s+/).filter((word) => /\.(md|json)$/.test(word));
  expect(named).toHaveLength(4);
  expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});
