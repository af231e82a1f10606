import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runChild } from "./children.mjs";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Node with the flags that run the repository's TypeScript as it is, without a build. */
export const FROM_SOURCE = ["--conditions=@chainlearn/source", "--import", "./scripts/typescript.mjs"];

const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/**
 * Is what the lock file asks for in node_modules? Contents are compared, not dates: a checkout changes dates. Packages
 * for other platforms may be absent.
 */
export function isInstalled() {
  const installedPath = join(ROOT, "node_modules/.package-lock.json");
  if (!existsSync(installedPath)) return false;
  const wanted = readJson(join(ROOT, "package-lock.json")).packages;
  const installed = readJson(installedPath).packages;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (!path.includes("node_modules/")) return true;
    const found = installed[path];
    if (!found) return optional === true;
    return link === true ? found.link === true : found.version === version;
  });
}

async function step(say, what, command, args) {
  const start = performance.now();
  say(`${what} …`);
  const { code, output } = await runChild(command, args, { cwd: ROOT });
  if (code !== 0) {
    say(output);
    throw new Error(`${command} ${args.join(" ")} failed with code ${code}.`);
  }
  say(`${what}: ${((performance.now() - start) / 1_000).toFixed(0)} s`);
}

/** npm as it started us, else the one on the path. */
function npm() {
  // biome-ignore lint/suspicious/noUndeclaredEnvVars: this runs before turbo, not as one of its tasks
  const path = process.env.npm_execpath;
  return path ? [process.execPath, [path]] : ["npm", []];
}

/**
 * Makes a fresh clone ready: dependencies and compiled kernels. What is there already stays as it is.
 * @param {(line: string) => void} say
 * @param {{kernels?: boolean}} [needs] false: what runs imports no kernel
 */
export async function setUp(say, { kernels = true } = {}) {
  if (!isInstalled()) {
    const [command, args] = npm();
    await step(say, "Installing the dependencies (npm ci)", command, [
      ...args,
      "ci",
      "--no-audit",
      "--no-fund",
    ]);
  }
  if (!kernels) return;
  await step(say, "Compiling the kernels", process.execPath, [
    ...FROM_SOURCE,
    "packages/kernel/scripts/generate.ts",
  ]);
}
