import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { kernelId } from "@chainlearn/core";
import { compileKernel } from "@chainlearn/kernel/compiler";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { newCommand, newPlugin } from "../src/index.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chainlearn-new-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => "done",
    (error: { code?: unknown }) => error.code,
  );

describe("a plugin made from a template", () => {
  it("has its own names everywhere, and its kernel", async () => {
    const made = await newPlugin({ kind: "model", id: "half-life2", into: join(folder, "some/models") });
    expect(made).toMatchObject({ id: "half-life2", identifier: "halfLife2" });
    expect(made.folder).toBe(join(folder, "some/models/half-life2"));
    expect(await readdir(made.folder)).toEqual(made.files);
    expect(made.files).toEqual(expect.arrayContaining(["README.md", "generated", "kernel.ts", "oracle.ts"]));
    for (const file of made.files.filter((name) => name !== "generated"))
      expect(await readFile(join(made.folder, file), "utf8")).not.toMatch(/template-?model/i);
    expect(await readFile(join(made.folder, "manifest.ts"), "utf8")).toContain('id: "half-life2"');
    expect(await readFile(join(made.folder, "plugin.ts"), "utf8")).toContain("export const halfLife2:");
    const kernel = await compileKernel({ entry: join(made.folder, "kernel.ts") });
    expect(made.kernel).toEqual({ id: kernelId(kernel), bytes: kernel.length });
    expect(await readdir(join(folder, "some/models"))).toEqual(["half-life2"]);
  });

  it("is a mechanism when that is asked for", async () => {
    const made = await newPlugin({ kind: "mechanism", id: "flat-fee", into: join(folder, "mechanisms") });
    expect(made.files).toEqual(
      ["README.md", "checks.test.ts", "generated", "kernel.ts"].concat([
        ...["manifest.ts", "plugin.ts", "rules.ts", "strategy.ts"],
      ]),
    );
    for (const file of made.files.filter((name) => name !== "generated"))
      expect(await readFile(join(made.folder, file), "utf8")).not.toMatch(/template-?mechanism/i);
    expect(await readFile(join(made.folder, "plugin.ts"), "utf8")).toContain("export const flatFee:");
  });

  it.each([
    "",
    "MyModel",
    "my model",
    "my_model",
    "-a",
    "a-",
    "a--b",
    "9a",
    "../up",
    "class",
    "a".repeat(51),
  ])('is not made for the id "%s"', async (id) => {
    const into = join(folder, "none");
    expect(await codeOf(newPlugin({ kind: "model", id, into }))).toBe("invalid_id");
    expect(await codeOf(readdir(into))).toBe("ENOENT");
  });

  it("does not touch what is there", async () => {
    const into = join(folder, "taken");
    await mkdir(join(into, "here"), { recursive: true });
    expect(await codeOf(newPlugin({ kind: "model", id: "here", into }))).toBe("invalid_id");
    expect(await readdir(join(into, "here"))).toEqual([]);
    expect(await readdir(into)).toEqual(["here"]);
  });
});

/** Kinds, the title of what the template tries by hand, and how many checks a host has at least. */
const TEMPLATES = [
  ["model", "the rule by hand", 10],
  ["mechanism", "the rule by hand", 3],
] as const;

describe.each(TEMPLATES)("a %s made from the template", (kind, first, checks) => {
  // A package of somebody else: a folder with node_modules and a plugin.
  it("passes all its checks on all hosts, outside this repository", async () => {
    const home = join(folder, `package-${kind}`);
    await mkdir(home);
    await symlink(join(root, "node_modules"), join(home, "node_modules"));
    const conditions = `["@chainlearn/source", "module", "node", "import", "default"]`;
    await writeFile(
      join(home, "vitest.config.mjs"),
      `export default { resolve: { conditions: ${conditions} }, ssr: { resolve: { conditions: ${conditions} } } };`,
    );
    await newPlugin({ kind, id: "my-own", into: join(home, "src") });
    const report = join(home, "report.json");
    await run(
      process.execPath,
      [
        join(root, "node_modules/vitest/vitest.mjs"),
        "run",
        "--root",
        home,
        "--reporter=json",
        `--outputFile=${report}`,
      ],
      { cwd: home, maxBuffer: 2 ** 26 },
    );
    const { testResults, numFailedTests } = JSON.parse(await readFile(report, "utf8")) as {
      numFailedTests: number;
      testResults: { assertionResults: { ancestorTitles: string[]; status: string }[] }[];
    };
    expect(numFailedTests).toBe(0);
    const passed = new Map<string, number>();
    for (const { ancestorTitles, status } of testResults.flatMap(({ assertionResults }) => assertionResults))
      if (status === "passed") passed.set(ancestorTitles[0]!, (passed.get(ancestorTitles[0]!) ?? 0) + 1);
    expect([...passed.keys()]).toEqual([first, "on local", "on evm", "on cosmwasm"]);
    for (const [title, count] of passed) if (title.startsWith("on ")) expect(count).toBeGreaterThan(checks);
  });
});

describe("the command", () => {
  async function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    const text = { out: "", err: "" };
    const catchInto = (key: "out" | "err") => (chunk: string | Uint8Array) => {
      text[key] += chunk;
      return true;
    };
    const out = vi.spyOn(process.stdout, "write").mockImplementation(catchInto("out"));
    const err = vi.spyOn(process.stderr, "write").mockImplementation(catchInto("err"));
    try {
      return {
        code: await newCommand({ args, name: "new", folder, into: { model: "src", mechanism: "src" } }),
        ...text,
      };
    } finally {
      out.mockRestore();
      err.mockRestore();
    }
  }

  it("says what it made and what to do next", async () => {
    const { code, out } = await command("model", "first");
    expect(code).toBe(0);
    expect(out).toContain(join(folder, "src/first"));
    expect(out).toContain("npx vitest run src/first");
    // A bare folder has nothing installed.
    expect(out).toMatch(/npm install .*@chainlearn\/core .*vitest/);
  });

  it("prints one JSON document", async () => {
    const { code, out } = await command("model", "second", "--into", "elsewhere", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ kind: "model", id: "second", identifier: "second", folder: join(folder, "elsewhere/second") },
      missing: expect.arrayContaining(["vitest"]),
    });
  });

  it("knows what is installed", async () => {
    const { out } = await command(
      "model",
      "third",
      "--into",
      join(root, "packages/templates/out"),
      "--json",
    ).finally(() => rm(join(root, "packages/templates/out"), { recursive: true, force: true }));
    expect(JSON.parse(out)).toMatchObject({ missing: [] });
  });

  it("helps", async () => {
    const { code, out } = await command("--help");
    expect(code).toBe(0);
    expect(out).toMatch(/^Usage: new <kind> <id>.*--into.*--json.*Example/s);
  });

  it.each([[[]], [["mechanism-of-mine"]], [["model"]], [["model", "a", "b"]], [["model", "a", "--frce"]]])(
    "explains itself when called with %j",
    async (args) => {
      const { code, out, err } = await command(...args);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toContain("Usage:");
    },
  );

  it("says in one line what it cannot do", async () => {
    const { code, err } = await command("model", "No");
    expect([code, err]).toEqual([1, expect.stringMatching(/^invalid_id: .*\n$/)]);
    await writeFile(join(folder, "file"), "");
    expect(await command("model", "ok", "--into", "file")).toMatchObject({ code: 1, out: "" });
  });
});
