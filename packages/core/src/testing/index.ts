export * from "./adapter/adapter-checks.ts";
export * from "./adapter/check.ts";
export * from "./assert.ts";
export * from "./random.ts";
export * from "./reference/sparse-perceptron.ts";
export * from "./reference/stake.ts";
export * from "./vectors/vectors.ts";
