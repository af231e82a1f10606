import type { MechanismPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** A flat deposit that comes back with a bonus out of a sponsor's pot. */
export const bonus: MechanismPlugin = { manifest, kernel };
