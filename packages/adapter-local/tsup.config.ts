import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts", "src/isolated/index.ts", "src/isolated/worker.ts", "src/isolated/link-process.ts"],
  format: "esm",
  target: "node20",
  sourcemap: true,
  clean: true,
});
