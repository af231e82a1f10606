import { startChild } from "../lib/children.mjs";
import { ROOT } from "../lib/setup.mjs";

const CANNOT_BE_HERE = 2;

/**
 * Builds wasmd beside the other tiers: it takes minutes the first time, and nothing when it has been built.
 * @returns {() => Promise<{missing?: string, failure?: string}>} waits for the end; missing: why this machine cannot
 *   have a wasmd; failure: why there is none although it could. Neither: there is one
 */
export function buildWasmdInBackground() {
  const { ended } = startChild(process.execPath, ["scripts/wasmd/build.mjs"], { cwd: ROOT });
  return async () => {
    const { code, output } = await ended;
    if (code === 0) return {};
    const why = /not available: ([\s\S]*)/.exec(output)?.[1]?.trim() ?? (output.trim() || `code ${code}`);
    return code === CANNOT_BE_HERE ? { missing: why } : { failure: why };
  };
}
