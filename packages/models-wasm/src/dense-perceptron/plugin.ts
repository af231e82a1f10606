import type { ModelPlugin } from "@chainlearn/core";
import { kernel } from "../sparse-perceptron/generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Perceptron for two classes over dense samples: the kernel of sparse-perceptron, whose row words serve both. */
export const densePerceptron: ModelPlugin = { manifest, kernel };
