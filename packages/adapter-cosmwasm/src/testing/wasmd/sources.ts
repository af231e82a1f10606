import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Bump when the way of building changes, so that old binaries are not taken for new ones. */
const RECIPE = "1";

/** Where a wasmd of the repository's dependency lists is built and kept. */
export interface WasmdPlace {
  /** Folder with go.mod and go.sum. */
  readonly sources: string;
  /** Cached build; exists only when the build was complete. */
  readonly directory: string;
  readonly binary: string;
  /** Log of the newest failed build. */
  readonly failure: string;
  readonly lock: string;
}

/** undefined when this package is installed outside of its repository, which alone has the dependency lists. */
export function wasmdPlace(): WasmdPlace | undefined {
  const sources = findSources();
  if (sources === undefined) return undefined;
  const hash = createHash("sha256").update(`${RECIPE} ${process.platform} ${process.arch}`);
  for (const file of ["go.mod", "go.sum"]) hash.update(readFileSync(join(sources, file)));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const directory = join(cache, "chainlearn", "wasmd", hash.digest("hex").slice(0, 24));
  return {
    sources,
    directory,
    binary: join(directory, "wasmd"),
    failure: `${directory}.failed.log`,
    lock: `${directory}.lock`,
  };
}

function findSources(): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, "scripts", "wasmd");
    if (existsSync(join(candidate, "go.mod"))) return candidate;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}
