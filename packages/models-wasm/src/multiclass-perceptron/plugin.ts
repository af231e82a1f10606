import type { ModelPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Perceptron for many classes, with intercepts that learn. */
export const multiclassPerceptron: ModelPlugin = { manifest, kernel };
