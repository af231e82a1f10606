import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { buildContract } from "@chainlearn/adapter-cosmwasm/compiler";
import { resolveComposition } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const PACKAGES = ["core", "kernel", "adapter-cosmwasm", "models-wasm", "mechanisms"];
const GENERATED = /[\\/](dist|test|node_modules)([\\/]|$)/;

let tmp: string;
beforeAll(async () => {
  tmp = await mkdtemp(join(tmpdir(), "chainlearn-clean-"));
});
afterAll(() => rm(tmp, { recursive: true, force: true }));

/** A folder with the sources of the packages, what they need from others, and an empty cache. */
async function copyTo(folder: string): Promise<void> {
  const modules = join(folder, "node_modules");
  await mkdir(join(modules, "@chainlearn"), { recursive: true });
  for (const name of await readdir(join(ROOT, "node_modules")))
    if (name !== "@chainlearn") await symlink(join(ROOT, "node_modules", name), join(modules, name));
  for (const name of PACKAGES) {
    const from = join(ROOT, "packages", name);
    await cp(from, join(folder, "packages", name), {
      recursive: true,
      filter: (path) => !GENERATED.test(path.slice(from.length)),
    });
    await symlink(join(folder, "packages", name), join(modules, "@chainlearn", name));
  }
  await cp(join(ROOT, "scripts", "typescript.mjs"), join(folder, "typescript.mjs"));
  await cp(join(dirname(fileURLToPath(import.meta.url)), "build.ts"), join(folder, "build.ts"));
}

async function buildIn(folder: string): Promise<string[]> {
  await copyTo(folder);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=@chainlearn/source", "--import", "./typescript.mjs", "build.ts"],
    { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: join(folder, "cache") } },
  );
  return JSON.parse(stdout) as string[];
}

it("gives the same bytes in folders that have nothing in common, and those of this checkout", async () => {
  const first = await buildIn(join(tmp, "a"));
  const second = await buildIn(join(tmp, "somewhere else", "deeper", "of another length"));
  expect(second).toEqual(first);
  const here = resolveComposition({
    model: sparsePerceptron,
    mechanism: stake,
    shape: { features: 1000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 128 },
    mechanismParams: { costWeightUnits: 1_000_000n },
  });
  const { model, mechanism } = here.kernelIds;
  expect(first).toEqual([model, mechanism, (await buildContract(here)).checksum]);
});
