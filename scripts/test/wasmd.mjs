import { startChild } from "../lib/children.mjs";
import { ROOT } from "../lib/setup.mjs";

/**
 * Builds wasmd beside the other tiers: it takes minutes the first time, and nothing when it has been built.
 * @returns {() => Promise<string | undefined>} waits for the end; the reason why there is no wasmd, if there is none
 */
export function buildWasmdInBackground() {
  const { ended } = startChild(process.execPath, ["scripts/wasmd/build.mjs"], { cwd: ROOT });
  return async () => {
    const { code, output } = await ended;
    if (code === 0) return undefined;
    return /not available: ([\s\S]*)/.exec(output)?.[1]?.trim() ?? (output.trim() || `code ${code}`);
  };
}
