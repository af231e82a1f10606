import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The parts of a package.json that the tests read. */
export interface PackageJson {
  readonly name: string;
  readonly private?: boolean;
  readonly sideEffects?: boolean;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/** A package that is published, as it lies in the workspace. */
export interface PublishedPackage {
  readonly folder: string;
  readonly json: PackageJson;
}

/** Every package of the workspace that is not private. */
export async function publishedPackages(): Promise<PublishedPackage[]> {
  const names = (await readdir(join(ROOT, "packages"))).sort();
  const found = await Promise.all(
    names.map(async (name) => {
      const folder = join(ROOT, "packages", name);
      const json = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as PackageJson;
      return { folder, json };
    }),
  );
  return found.filter(({ json }) => json.private !== true);
}

/** Builds what is not built yet. */
export async function build(): Promise<void> {
  await run("npm", ["run", "build"], { cwd: ROOT, maxBuffer: 2 ** 26 });
}

export interface Tarball {
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
}

/**
 * Packs packages as they would be published.
 * @returns the folder, which the caller removes, and the tarballs by package name
 */
export async function pack(
  packages: readonly PublishedPackage[],
): Promise<{ readonly folder: string; readonly tarballs: ReadonlyMap<string, Tarball> }> {
  const folder = await mkdtemp(join(tmpdir(), "chainlearn-packages-"));
  const { stdout } = await run(
    "npm",
    ["pack", "--json", "--pack-destination", folder, ...packages.flatMap(({ json }) => ["-w", json.name])],
    { cwd: ROOT, maxBuffer: 2 ** 26 },
  );
  const packed = JSON.parse(stdout) as { name: string; filename: string; size: number }[];
  return {
    folder,
    tarballs: new Map(
      packed.map(({ name, filename, size }) => [name, { path: join(folder, filename), size }]),
    ),
  };
}
