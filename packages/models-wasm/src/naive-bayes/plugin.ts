import type { ModelPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Multinomial naive Bayes over present features, for 2 to 64 classes. */
export const naiveBayes: ModelPlugin = { manifest, kernel };
