import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The parts of a package.json that are read here and in the tests. */
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

/** Runs npm in the repository: the npm that started us, else the one on the path. @returns what it printed */
async function npm(args: readonly string[], signal?: AbortSignal): Promise<string> {
  // biome-ignore lint/suspicious/noUndeclaredEnvVars: this starts turbo, and is not one of its tasks
  const path = process.env.npm_execpath;
  const [command, first] = path === undefined ? ["npm", []] : [process.execPath, [path]];
  const options = { cwd: ROOT, maxBuffer: 2 ** 26, ...(signal && { signal }) };
  try {
    return (await run(command, [...first, ...args], options)).stdout;
  } catch (cause) {
    const { stdout = "", stderr = "" } = cause as { stdout?: string; stderr?: string };
    throw new Error(`npm ${args[0]} failed.\n${stdout}${stderr}`.trimEnd(), { cause });
  }
}

/** Builds what is not built yet. */
export async function build(signal?: AbortSignal): Promise<void> {
  await npm(["run", "build"], signal);
}

/** A package as one file. */
export interface Tarball {
  readonly path: string;
  /** Bytes of the file. */
  readonly size: number;
}

/**
 * Packs built packages as they would be published. Files are in the folder when they are whole.
 * @param into folder; it is made if it is missing
 * @returns the tarballs by package name
 */
export async function pack(
  packages: readonly PublishedPackage[],
  into: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Tarball>> {
  await mkdir(into, { recursive: true });
  const unfinished = await mkdtemp(join(into, ".packing-"));
  try {
    const names = packages.flatMap(({ json }) => ["-w", json.name]);
    const said = await npm(["pack", "--json", "--pack-destination", unfinished, ...names], signal);
    const packed = JSON.parse(said) as { name: string; filename: string; size: number }[];
    for (const { filename } of packed) await rename(join(unfinished, filename), join(into, filename));
    return new Map(packed.map(({ name, filename, size }) => [name, { path: join(into, filename), size }]));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}
