import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Path of a Chromium on this machine: what CHROME_BIN says, or one on the path. */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [process.env.CHROME_BIN, ...candidates].find((path) => path && existsSync(path));
}

/** Runs a script in a page of a headless Chromium and returns what the page's body then says. */
export async function runInChromium(chromium: string, script: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chainlearn-browser-"));
  try {
    const page = join(folder, "page.html");
    const safe = script.replaceAll("</script", "<\\/script");
    const show = "document.body.textContent = JSON.stringify(globalThis.vectorReport)";
    await writeFile(page, `<!doctype html><meta charset="utf-8"><body><script>${safe}\n${show}</script>`);
    const { stdout } = await promisify(execFile)(
      chromium,
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        `--user-data-dir=${join(folder, "profile")}`,
        "--dump-dom",
        pathToFileURL(page).href,
      ],
      { timeout: 60_000 },
    );
    const body = /<body>([\s\S]*?)<\/body>/.exec(stdout)?.[1];
    if (body === undefined) throw new Error(`Chromium printed no page:\n${stdout}`);
    return body.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
