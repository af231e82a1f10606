import type { ModelPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Every feature votes for the class it was seen with more often. */
export const templateModel: ModelPlugin = { manifest, kernel };
