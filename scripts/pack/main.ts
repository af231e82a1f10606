// main.ts <folder>: builds the packages that are published and packs them, for projects outside of the repository.
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { build, pack, publishedPackages, ROOT } from "./packages.ts";

const FAILED = 1;
const WRONG_USAGE = 2;
const INTERRUPTED = 130;

const HELP = `Usage: npm run pack -- <folder> [options]

Makes a tarball of every package that is published, for projects outside of this repository. What is not installed or
built yet is installed and built first.

  folder    where the tarballs go, as ../my-project/tarballs; it is made if it is missing, and relative paths start at
            the repository's root
  --json    one JSON document on standard output: {folder, tarballs: [{name, path, size}]}, sizes in bytes
  --help    this text

Exit code 0: all are packed. 1: something failed. 2: wrong arguments.
`;

class UsageError extends Error {}

function parse(): { folder: string; json: boolean } | "help" {
  let parsed: { values: { json?: boolean; help?: boolean }; positionals: string[] };
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: { json: { type: "boolean" }, help: { type: "boolean" } },
    });
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
  const { values, positionals } = parsed;
  if (values.help) return "help";
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new UsageError("One folder is needed.");
  return { folder: resolve(ROOT, folder), json: values.json === true };
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Says what is done, then how long it took. */
async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  say(`${what} …`);
  const result = await work();
  say(`${what}: ${((performance.now() - start) / 1_000).toFixed(0)} s`);
  return result;
}

async function main(signal: AbortSignal): Promise<void> {
  const options = parse();
  if (options === "help") {
    process.stdout.write(HELP);
    return;
  }
  const { folder, json } = options;
  const packages = await publishedPackages();
  await step(`Building ${packages.length} packages`, () => build(signal));
  const packed = await step("Packing them", () => pack(packages, folder, signal));
  const tarballs = [...packed].map(([name, { path, size }]) => ({ name, path, size }));
  if (json) process.stdout.write(`${JSON.stringify({ folder, tarballs })}\n`);
  else
    process.stdout.write(
      `${tarballs.map(({ path }) => path).join("\n")}\n\n` +
        `In an empty folder outside of this repository:\n  npm install --save-dev ${join(folder, "*.tgz")}\n`,
    );
}

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stop.abort());
try {
  await main(stop.signal);
} catch (error) {
  if (stop.signal.aborted) process.exitCode = INTERRUPTED;
  else if (error instanceof UsageError) {
    say(`${error.message}\n\n${HELP}`);
    process.exitCode = WRONG_USAGE;
  } else {
    say((error as Error).message);
    process.exitCode = FAILED;
  }
}
