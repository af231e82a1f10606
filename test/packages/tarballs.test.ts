import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkPackage, createPackageFromTarballData, type Problem } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pack, publishedPackages, ROOT, type Tarball } from "../../scripts/pack/packages.ts";

const packages = await publishedPackages();
const folder = await mkdtemp(join(tmpdir(), "chainlearn-packages-"));
let tarballs: ReadonlyMap<string, Tarball>;

/** Most bytes of a tarball, by package: a fifth more than it had, as it grows with its sources; a library packed by mistake is more. */
const limits = JSON.parse(await readFile(join(ROOT, "test/packages/tarballs.json"), "utf8")) as Record<
  string,
  number
>;

const tarball = async (name: string): Promise<Uint8Array<ArrayBuffer>> =>
  Uint8Array.from(await readFile(tarballs.get(name)!.path));

/** The packages are ES modules for resolvers that read `exports`: `require` and TypeScript's node10 are not served. */
const concerns = (problem: Problem): boolean =>
  !("resolutionKind" in problem && ["node10", "node16-cjs"].includes(problem.resolutionKind));

describe("what is published", () => {
  beforeAll(async () => {
    tarballs = await pack(packages, folder);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("is all that is in the folder", async () => {
    const paths = (await readdir(folder)).map((name) => join(folder, name));
    expect(paths.sort()).toEqual([...tarballs.values()].map(({ path }) => path).sort());
    expect(paths).toHaveLength(packages.length);
  });

  it.each(packages.map(({ json }) => json.name))("%s comes with the licence", async (name) => {
    const packed = createPackageFromTarballData(await tarball(name));
    expect(packed.tryReadFile(`/node_modules/${name}/LICENSE`)).toBe(
      await readFile(join(ROOT, "LICENSE"), "utf8"),
    );
  });

  it.each(packages.map(({ json }) => json.name))("%s passes publint", async (name) => {
    const { messages, pkg } = await publint({
      pack: { tarball: (await tarball(name)).buffer },
      strict: true,
    });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it.each(packages.map(({ json }) => json.name))("%s has types that match its modules", async (name) => {
    const result = await checkPackage(createPackageFromTarballData(await tarball(name)));
    expect(result).toMatchObject({ types: { kind: "included" } });
    expect("problems" in result && result.problems.filter(concerns)).toEqual([]);
  });

  it.each(packages.map(({ json }) => json.name))("%s is packed within its budget", (name) => {
    const { size } = tarballs.get(name)!;
    const limit = limits[name];
    expect(limit, `test/packages/tarballs.json has no ${name}`).toBeDefined();
    expect(size, `${size} bytes; test/packages/tarballs.json allows ${limit}`).toBeLessThanOrEqual(limit!);
  });

  it.each(packages)("$json.name says that its modules have no side effects", ({ json }) => {
    expect(json.sideEffects).toBe(false);
  });
});
