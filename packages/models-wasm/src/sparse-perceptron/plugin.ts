import type { ModelPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Perceptron for two classes over sparse samples, with an intercept that learns. */
export const sparsePerceptron: ModelPlugin = { manifest, kernel };
