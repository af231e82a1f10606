export * from "./vectors/vectors.ts";
