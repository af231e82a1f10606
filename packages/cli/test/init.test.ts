import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT_CODES } from "../src/index.ts";
import template from "../src/project/template/chainlearn.config.ts";
import { inFolder, json, run } from "./support/cli.ts";

interface Made {
  readonly written: string[];
  readonly completed: string[];
  readonly kept: string[];
  readonly next: string[];
}

const own = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};
const packagesOf = async (folder: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(join(folder, "package.json"), "utf8"));

describe("init", () => {
  it("makes an empty folder a project, once", async () => {
    await inFolder(async (folder) => {
      const { code, value } = await json<Made>({ folder }, "init", "My Project");
      expect(code).toBe(0);
      const project = join(folder, "My Project");
      expect((await readdir(project, { recursive: true })).sort()).toEqual([...value.written, "data"].sort());
      expect(value).toMatchObject({
        completed: [],
        kept: [],
        next: ['cd "My Project"', "npm install", expect.any(String)],
      });
      expect(await packagesOf(project)).toMatchObject({
        name: "my-project",
        private: true,
        type: "module",
        devDependencies: { "@chainlearn/cli": own.version, "@chainlearn/models-wasm": own.version },
      });
      const before = await readFile(join(project, "chainlearn.config.ts"), "utf8");
      const again = await json<{ error: { code: string } }>({ folder: project }, "init");
      expect([again.code, again.value.error.code]).toEqual([EXIT_CODES.input, "invalid_file"]);
      expect(await readFile(join(project, "chainlearn.config.ts"), "utf8")).toBe(before);
    });
  });

  it("writes a configuration that is right, and data that its encoder takes", async () => {
    await inFolder(async (folder) => {
      await run({ folder }, "init");
      const listed = await json<{ chains: { name: string }[] }>({ folder, config: template }, "chains");
      expect(listed.value.chains.map(({ name }) => name)).toEqual(["anvil", "wasm"]);
      const lines = (await readFile(join(folder, "data/mails.jsonl"), "utf8")).trim().split("\n");
      expect(lines.map((line) => (JSON.parse(line) as { label: number }).label)).toEqual([
        1, 0, 1, 0, 1, 0, 1, 0,
      ]);
      // git would take receipts of chains that end, and keys.
      const ignored = await readFile(join(folder, ".gitignore"), "utf8");
      for (const line of [
        "keys/",
        "deployments/anvil/",
        "deployments/wasm/",
        "*.secret.json*",
        "deployments/log.db*",
      ])
        expect(ignored.split("\n")).toContain(line);
    });
  });

  it("keeps what is there, and completes package.json and .gitignore", async () => {
    await inFolder(async (folder) => {
      const mine = { name: "mine", dependencies: { "@chainlearn/core": "file:core.tgz" } };
      await writeFile(join(folder, "package.json"), JSON.stringify(mine));
      await writeFile(join(folder, ".gitignore"), "secret\nkeys/");
      await writeFile(join(folder, "README.md"), "mine");
      const { value } = await json<Made>({ folder }, "init");
      expect(value).toMatchObject({ completed: ["package.json", ".gitignore"], kept: ["README.md"] });
      const found = await packagesOf(folder);
      expect(found).toMatchObject({ ...mine, type: "module" });
      expect(found.devDependencies).not.toHaveProperty("@chainlearn/core");
      expect(await readFile(join(folder, ".gitignore"), "utf8")).toMatch(/^secret\nkeys\/\nnode_modules\/\n/);
      expect(await readFile(join(folder, "README.md"), "utf8")).toBe("mine");
    });
  });

  it.each([
    ["package.json", '{"type": "commonjs"}'],
    ["package.json", "[]"],
    ["package.json", "{"],
    ["chainlearn.config.mjs", ""],
  ])("writes nothing where it cannot be done: %s with %s", async (name, text) => {
    await inFolder(async (folder) => {
      await mkdir(join(folder, "sub"));
      await writeFile(join(folder, "sub", name), text);
      const { code } = await run({ folder }, "init", "sub");
      expect(code).toBe(EXIT_CODES.input);
      expect(await readdir(join(folder, "sub"))).toEqual([name]);
      expect(await readFile(join(folder, "sub", name), "utf8")).toBe(text);
    });
  });
});
