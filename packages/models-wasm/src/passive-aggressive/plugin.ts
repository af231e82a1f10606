import type { ModelPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Passive-aggressive classifier (PA-I) for two classes, with an intercept that learns. */
export const passiveAggressive: ModelPlugin = { manifest, kernel };
