import type { ModelPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Winnow for two classes over sparse samples: learns which few of many features matter. */
export const winnow: ModelPlugin = { manifest, kernel };
