import type { ModelPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Nearest class mean over dense samples, for 2 to 64 classes. */
export const nearestCentroidDense: ModelPlugin = { manifest, kernel };
