import type { MechanismPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Points without money: a contribution that the model comes to agree with counts for its submitter. */
export const points = { manifest, kernel } satisfies MechanismPlugin;
