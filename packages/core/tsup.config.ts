import { defineConfig } from "tsup";

export default defineConfig({
  // The container apart, so that bundles of what does not ask for it leave it out.
  entry: ["src/index.ts", "src/container.ts", "src/testing/index.ts"],
  format: "esm",
  target: "node20",
  sourcemap: true,
  clean: true,
});
