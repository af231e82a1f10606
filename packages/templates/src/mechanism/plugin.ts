import type { MechanismPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** A flat deposit, refunded once the model agrees, open to anyone late. */
export const templateMechanism: MechanismPlugin = { manifest, kernel };
