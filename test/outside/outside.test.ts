import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePorts } from "../../packages/cli/test/support/free-ports.ts";
import { publishedPackages } from "../../scripts/pack/packages.ts";
import { edit, readGuide, type Staying, start, type } from "./ten-commands/run.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const packages = [
  "core",
  "kernel",
  "models-wasm",
  "mechanisms",
  "encoders",
  "adapter-local",
  "adapter-evm",
  "adapter-cosmwasm",
  "templates",
  "log-store",
  "cli",
];
/** What a stranger's own `skipLibCheck: false` finds in others' packages: files that do not bring what they import. */
const NOT_OURS = [
  "node_modules/@cosmjs/proto-signing/build/registry.d.ts(1,27): error TS2307: Cannot find module '@bufbuild/protobuf/wire' or its corresponding type declarations.",
  "node_modules/@cosmjs/proto-signing/build/registry.d.ts(5,27): error TS2307: Cannot find module 'protobufjs' or its corresponding type declarations.",
];
let folder: string;
let project: string;

/** What the compiler says about the typed part of the project: declarations of packages are checked like its own files. */
async function typeErrors(...options: readonly string[]): Promise<string[]> {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const own = ["--project", "typed", "--typeRoots", join(root, "node_modules/@types"), "--pretty", "false"];
  const checked = run(process.execPath, [tsc, ...own, ...options], { cwd: folder });
  const { stdout } = await checked.catch((error: { stdout: string }) => error);
  return stdout.split("\n").filter((line) => line !== "");
}

describe("plugins from outside the workspace", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "chainlearn-outside-"));
    await cp(join(root, "test/outside/fixture"), folder, { recursive: true });
    // As `npm run pack` does, whose output has npm's banner before the document.
    const packed = await run("node", ["scripts/pack.mjs", join(folder, "tarballs"), "--json"], { cwd: root });
    const { tarballs } = JSON.parse(packed.stdout) as { tarballs: { name: string; path: string }[] };
    expect(tarballs.map(({ name }) => name).sort()).toEqual(
      packages.map((name) => `@chainlearn/${name}`).sort(),
    );
    await run(
      "npm",
      ["install", "--no-audit", "--no-fund", "--prefer-offline", ...tarballs.map(({ path }) => path)],
      {
        cwd: folder,
        maxBuffer: 2 ** 26,
      },
    );
  });

  afterAll(async () => {
    for (const made of [folder, project]) if (made) await rm(made, { recursive: true, force: true });
  });

  it("begin with a template", async () => {
    const { stdout } = await run("npx", ["chainlearn-new", "model", "my-model", "--json"], { cwd: folder });
    const made = JSON.parse(stdout) as { folder: string; files: string[]; kernel: { bytes: number } };
    expect(made).toMatchObject({ id: "my-model", missing: ["vitest"] });
    expect(await readdir(join(folder, "src/my-model"))).toEqual(made.files);
    expect(made.kernel.bytes).toBeGreaterThan(100);
  });

  it("read the types of every entry point of every package", async () => {
    const names = await readFile(join(root, "test/outside/fixture/typed/everything.ts"), "utf8");
    const entries = (await publishedPackages()).flatMap(({ json: { name, exports = {} } }) =>
      Object.entries(exports)
        .filter(([, conditions]) => typeof conditions === "object" && "types" in conditions)
        .map(([path]) => join(name, path)),
    );
    expect([...names.matchAll(/ from "(.*)";/g)].map(([, entry]) => entry).sort()).toEqual(entries.sort());
  });

  it.each([
    ["nodenext", []],
    ["bundler", ["--module", "esnext", "--moduleResolution", "bundler"]],
  ])("pass the type checker with %s, declarations of packages included", async (_, options) => {
    expect(await typeErrors(...options)).toEqual(NOT_OURS);
  });

  it("are taken by the command line, from a configuration in TypeScript", async () => {
    await writeFile(
      join(folder, "chainlearn.config.ts"),
      `import { type Config, defineConfig, fromEnvironment, testnets } from "@chainlearn/cli";
       import { flatFee } from "./flat-fee/index.mjs";
       import { voteCount } from "./vote-count/index.mjs";
       const config: Config = defineConfig({
         plugins: [voteCount, flatFee],
         chains: { sepolia: testnets.sepolia({ accounts: { me: fromEnvironment("MY_KEY") } }) },
         compositions: {
           votes: {
             model: "vote-count",
             mechanism: "flat-fee",
             shape: { features: 40, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 8 },
             mechanismParams: { feeUnits: 500n },
           },
         },
       });
       export default config;`,
    );
    const listed = await run("npx", ["chainlearn", "chains", "--json"], { cwd: folder });
    expect(JSON.parse(listed.stdout)).toMatchObject({
      chains: [{ name: "sepolia", chainId: "eip155:11155111", accounts: ["me"] }],
    });
    // The composition is resolved with the plugins before the file is looked for.
    const refused = run("npx", ["chainlearn", "import", "none.json", "--out", "x", "--json"], {
      cwd: folder,
    });
    await expect(refused).rejects.toMatchObject({
      code: 4,
      stdout: expect.stringContaining('"code": "invalid_file"'),
    });
  });

  it("run on both chains without a change to our packages", async () => {
    const { stdout } = await run("node", ["run.mjs"], { cwd: folder, maxBuffer: 2 ** 26 });
    const [evm, cosmos] = JSON.parse(stdout.trim().split("\n").at(-1)!) as Record<string, unknown>[];
    expect(evm).toMatchObject({
      predictions: [1, 0],
      early: "not_yet",
      again: "released_before",
      reason: 7,
      credit: "500",
      validations: [{ id: 0, label: 1, correction: true }],
      verified: true,
    });
    expect({ ...cosmos, chain: evm!.chain }).toEqual(evm);
    expect(evm!.chain).toMatch(/^eip155:/);
    expect(cosmos!.chain).toMatch(/^cosmos:/);
  });

  it("need ten commands from an empty folder to a verified model of one's own on both chains", async () => {
    const { commands, files } = await readGuide();
    expect(commands).toHaveLength(10);
    expect(files[0]!.split("\n").filter((line) => line.trim() !== "")).toHaveLength(10);
    const [install, init, model, dev, addEvm, addCosmos, spam, ham, verifyEvm, verifyCosmos] = commands as [
      ...[string, string, string, string, string],
      ...[string, string, string, string, string],
    ];
    // Not below the other folder: npm installs into the nearest parent that has packages.
    project = await realpath(await mkdtemp(join(tmpdir(), "chainlearn-ten-commands-")));
    await cp(join(folder, "tarballs"), join(project, "tarballs"), { recursive: true });
    await type(`${install} --no-audit --no-fund --prefer-offline`, project);
    const cli = await realpath(join(project, "node_modules/@chainlearn/cli"));
    expect(cli, "not a parent's").toBe(join(project, "node_modules/@chainlearn/cli"));
    expect(await type(init, project)).toContain("chainlearn.config.ts");
    const { type: kind, devDependencies } = JSON.parse(
      await readFile(join(project, "package.json"), "utf8"),
    ) as { type: string; devDependencies: Record<string, string> };
    expect(kind, "completed by init").toBe("module");
    expect(Object.keys(devDependencies).sort()).toEqual(packages.map((name) => `@chainlearn/${name}`).sort());
    expect(await type(model, project)).toContain("src/my-model");
    const ports = await freePorts(2);
    await edit(project, files, ports);
    let running: Staying | undefined;
    try {
      running = start(dev, project);
      await running.said("Ctrl-C stops the chains");
      for (const add of [addEvm, addCosmos])
        expect((await type(add, project)).trim().split("\n"), "a title and eight mails").toHaveLength(9);
      expect(await type(spam, project)).toBe("1\n");
      expect(await type(ham, project)).toBe("0\n");
      const hashes = new Set<string>();
      for (const verify of [verifyEvm, verifyCosmos]) {
        const said = await type(verify, project);
        expect(said).toMatch(/^verified +yes/);
        expect(said).toMatch(/^log .* 8 contributions$/m);
        hashes.add(/^state +ok .*hash ([0-9a-f]{64})$/m.exec(said)![1]!);
      }
      expect(hashes.size, "the same model on both chains").toBe(1);
      const receipt = await readFile(join(project, "deployments/anvil/spam.json"), "utf8");
      expect(JSON.parse(receipt)).toMatchObject({ plugins: { model: "my-model" } });
    } finally {
      await running?.interrupt();
    }
    expect(existsSync(join(project, "deployments/anvil"))).toBe(false);
    for (const port of ports) await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });
});
