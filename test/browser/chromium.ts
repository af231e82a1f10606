import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type BrowserContext, chromium } from "playwright-core";

const PATH = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** Whether there is a Chromium to test in; scripts/test/chromium.mjs says so when there is none. */
export const HAS_CHROMIUM: boolean = existsSync(PATH);

/** A Chromium that knows nothing and asks nobody. */
export async function startChromium(): Promise<{ context: BrowserContext; stop: () => Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), "chainlearn-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: PATH,
    headless: true,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const stop = async (): Promise<void> => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { context, stop };
}
