import type { ModelPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Perceptron for two classes over sparse samples that predicts with the mean of its weights so far. */
export const averagedPerceptron: ModelPlugin = { manifest, kernel };
