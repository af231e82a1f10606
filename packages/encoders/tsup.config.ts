import { defineConfig } from "tsup";

export default defineConfig({
  // Encoders and the container module apart, so that bundles have only what they use.
  entry: ["src/index.ts", "src/module.ts", "src/{numbers,text}/*.ts", "src/tfjs.ts"],
  format: "esm",
  target: "node20",
  platform: "neutral",
  sourcemap: true,
  clean: true,
});
