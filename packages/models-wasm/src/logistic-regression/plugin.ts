import type { ModelPlugin } from "@chainlearn/core";
import { kernel } from "./generated/kernel.ts";
import { manifest } from "./manifest.ts";

/** Logistic regression for two classes by stochastic gradient descent, with an intercept that learns. */
export const logisticRegression: ModelPlugin = { manifest, kernel };
