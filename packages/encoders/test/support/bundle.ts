import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** One classic script for browsers; fails if anything in it needs Node. */
export async function bundleForBrowsers(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2020",
    conditions: ["@chainlearn/source"],
    logLevel: "silent",
  });
  return outputFiles[0]!.text;
}
