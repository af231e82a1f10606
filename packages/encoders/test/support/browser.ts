import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { CHROMIUM_FLAGS } from "../../../../test/support/chromium.mjs";

/** Runs a script in a page of a headless Chromium and returns what it leaves in `globalThis.report`, if by a promise. */
export async function runInChromium(chromium: string, script: string): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), "chainlearn-browser-"));
  try {
    const page = join(folder, "page.html");
    const safe = script.replaceAll("</script", "<\\/script");
    const show = `Promise.resolve(globalThis.report).then(
      (report) => { document.body.textContent = JSON.stringify({ report }); },
      (error) => { document.body.textContent = String(error.stack); },
    )`;
    await writeFile(page, `<!doctype html><meta charset="utf-8"><body>\n<script>${safe}\n${show}</script>`);
    const { stdout } = await promisify(execFile)(
      chromium,
      [
        ...CHROMIUM_FLAGS,
        `--user-data-dir=${join(folder, "profile")}`,
        "--virtual-time-budget=60000",
        "--dump-dom",
        pathToFileURL(page).href,
      ],
      { timeout: 100_000, maxBuffer: 2 ** 26 },
    );
    const body = /<body>([\s\S]*?)<\/body>/.exec(stdout)?.[1];
    if (body === undefined) throw new Error(`Chromium printed no page:\n${stdout}`);
    const text = body.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
    if (!text.startsWith("{")) throw new Error(`In Chromium: ${text}`);
    return (JSON.parse(text) as { report: unknown }).report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
