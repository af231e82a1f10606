import { fileURLToPath } from "node:url";
import type { ModelPlugin } from "@chainlearn/core";
import { compileKernel } from "@chainlearn/kernel/compiler";
import { manifest } from "../winnow/manifest.ts";

/** Winnow with a mistake in its kernel; see kernel/kernel.ts. */
export const brokenWinnow: ModelPlugin = {
  manifest,
  kernel: await compileKernel({ entry: fileURLToPath(new URL("kernel/kernel.ts", import.meta.url)) }),
};
