import { spawn, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { withLock } from "./lock.ts";
import { missingBy } from "./missing.ts";
import { type WasmdPlace, wasmdPlace } from "./sources.ts";

/** Whether a real wasmd can be started here, and if not, why. */
export interface WasmdAvailability {
  readonly available: boolean;
  readonly reason?: string;
  /** It could not be built although nothing that a build needs is known to be missing. */
  readonly failed?: true;
}

const WASMD = "github.com/CosmWasm/wasmd/cmd/wasmd";
const WASMVM = "github.com/CosmWasm/wasmvm/v3";
const VERSION = "0.61.14";
const LOG_TAIL_LINES = 15;

const no = (reason: string): WasmdAvailability => ({ available: false, reason });

/** Looks whether a wasmd has been built; builds nothing. */
export function wasmdAvailability(): WasmdAvailability {
  const place = wasmdPlace();
  if (place === undefined)
    return no("wasmd's dependency lists are part of the repository, not of the package");
  if (existsSync(place.binary)) return { available: true };
  const go = goVersion();
  if (go === undefined) return no("Go is not installed");
  if (existsSync(place.failure)) {
    const log = readFileSync(place.failure, "utf8");
    const missing = missingBy(log);
    if (missing !== undefined) return no(`${missing}:\n${tail(log)}`);
    return { ...no(`the build failed:\n${tail(log)}`), failed: true };
  }
  return no("it has not been built yet: node scripts/wasmd/build.mjs does it, in some minutes");
}

/**
 * Builds wasmd unless that has been done; runs at the same time wait for one another. Never throws because of a
 * failed build: the answer has the reason and the log's tail.
 * @param onProgress gets a line of text now and then
 */
export async function buildWasmd(onProgress: (line: string) => void = () => {}): Promise<WasmdAvailability> {
  const place = wasmdPlace();
  if (place === undefined || existsSync(place.binary) || goVersion() === undefined)
    return wasmdAvailability();
  await withLock(
    place.lock,
    (owner) => onProgress(`waiting for process ${owner}, which builds wasmd`),
    async () => {
      if (!existsSync(place.binary)) await buildInto(place, onProgress);
    },
  );
  return wasmdAvailability();
}

function goVersion(): string | undefined {
  const result = spawnSync("go", ["version"], { encoding: "utf8" });
  return result.status === 0 ? result.stdout.trim() : undefined;
}

const tail = (log: string): string => log.trimEnd().split("\n").slice(-LOG_TAIL_LINES).join("\n");

/** Builds beside the final folder and renames, so that a folder that exists is complete. */
async function buildInto(place: WasmdPlace, onProgress: (line: string) => void): Promise<void> {
  const temporary = `${place.directory}.${process.pid}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  const log: string[] = [];
  try {
    onProgress(`building wasmd ${VERSION} (once, takes some minutes) with ${goVersion()}`);
    if (!(await runGo(place, buildArguments(join(temporary, "wasmd")), log, onProgress))) {
      writeFileSync(place.failure, `${log.join("\n")}\n`);
      return;
    }
    const library = wasmvmLibrary(place);
    copyFileSync(library, join(temporary, basename(library)));
    renameSync(temporary, place.directory);
    rmSync(place.failure, { force: true });
  } catch (error) {
    writeFileSync(place.failure, `${[...log, String(error)].join("\n")}\n`);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function buildArguments(output: string): string[] {
  const version = "github.com/cosmos/cosmos-sdk/version";
  const besideTheBinary = process.platform === "darwin" ? "@loader_path" : "$ORIGIN";
  const flags = `-s -w -r ${besideTheBinary} -X ${version}.Name=wasm -X ${version}.AppName=wasmd -X ${version}.Version=${VERSION}`;
  return ["build", "-v", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", output, WASMD];
}

/** The shared library that wasmd loads; it ships in the module. */
function wasmvmLibrary(place: WasmdPlace): string {
  const module = spawnSync("go", ["list", "-m", "-f", "{{.Dir}}", WASMVM], {
    cwd: place.sources,
    encoding: "utf8",
  }).stdout.trim();
  const name =
    process.platform === "darwin"
      ? "libwasmvm.dylib"
      : `libwasmvm.${process.arch === "arm64" ? "aarch64" : "x86_64"}.so`;
  return join(module, "internal", "api", name);
}

const REPORT_MILLISECONDS = 10_000;

/** Whether the command succeeded; its output goes to the log, a count of its lines to the progress. */
function runGo(
  place: WasmdPlace,
  args: readonly string[],
  log: string[],
  onProgress: (line: string) => void,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const go = spawn("go", args, { cwd: place.sources, stdio: ["ignore", "pipe", "pipe"] });
    const report = setInterval(() => {
      onProgress(`${Math.round((Date.now() - started) / 1000)} s, ${log.length} modules and packages done`);
    }, REPORT_MILLISECONDS);
    for (const stream of [go.stdout, go.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => log.push(...text.trimEnd().split("\n")));
    go.once("error", (error) => {
      clearInterval(report);
      reject(error);
    });
    go.once("close", (code) => {
      clearInterval(report);
      onProgress(`${code === 0 ? "done" : "failed"} after ${Math.round((Date.now() - started) / 1000)} s`);
      resolve(code === 0);
    });
  });
}
