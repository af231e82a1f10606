import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/compiler/index.ts", "src/compiler/browser.ts", "src/testing/index.ts"],
  format: "esm",
  target: "node20",
  sourcemap: true,
  clean: true,
});
