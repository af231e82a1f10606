import { existsSync } from "node:fs";

// biome-ignore lint/suspicious/noUndeclaredEnvVars: tests are no task of turbo's
const PATH = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** Why there is no Chromium; undefined if there is one. */
export const whyNoChromium = () =>
  existsSync(PATH) ? undefined : `no Chromium at ${PATH}; CHROMIUM_PATH says where another one is`;
