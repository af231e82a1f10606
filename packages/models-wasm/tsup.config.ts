import { defineConfig } from "tsup";

export default defineConfig({
  // Plugins apart, so that bundles have those only that they use.
  entry: ["src/index.ts", "src/module.ts", "src/*/plugin.ts", "src/original-format/*port.ts"],
  format: "esm",
  target: "node20",
  sourcemap: true,
  clean: true,
});
