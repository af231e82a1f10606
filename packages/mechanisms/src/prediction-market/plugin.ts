import type { MechanismPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** A bounty for data that makes a model better on hidden test items; who makes it worse pays. */
export const predictionMarket = { manifest, kernel } satisfies MechanismPlugin;
