import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { CHROMIUM_FLAGS, findChromium } from "../support/chromium.mjs";

const PATH = findChromium();

/** Whether there is a Chromium to test in; scripts/test/chromium.mjs says so when there is none. */
export const HAS_CHROMIUM: boolean = PATH !== undefined;

/** A Chromium that knows nothing and asks nobody. */
export async function startChromium(): Promise<{ context: BrowserContext; stop: () => Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), "chainlearn-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    ...(PATH !== undefined && { executablePath: PATH }),
    headless: true,
    args: [...CHROMIUM_FLAGS, "--disable-quic"],
  });
  const stop = async (): Promise<void> => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  };
  return { context, stop };
}
