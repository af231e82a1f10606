import type { MechanismPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Champion and challenger: the served model changes only after a won test on items that were committed to before. */
export const champion = { manifest, kernel } satisfies MechanismPlugin;
