import type { ModelPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Nearest class mean over present features, for 2 to 64 classes. */
export const nearestCentroidSparse: ModelPlugin = { manifest, kernel };
