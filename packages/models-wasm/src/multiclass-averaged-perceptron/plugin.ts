import type { ModelPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Perceptron for many classes that predicts with the mean of its weights so far. */
export const multiclassAveragedPerceptron: ModelPlugin = { manifest, kernel };
