import { defineConfig } from "tsup";

export default defineConfig({
  entry: [
    "src/index.ts",
    "src/compiler/index.ts",
    "src/compiler/browser.ts",
    "src/embedded/index.ts",
    "src/testing/index.ts",
  ],
  format: "esm",
  target: "node20",
  sourcemap: true,
  clean: true,
  // By its name, so that bundles for browsers leave it out (package.json, "browser").
  external: ["@chainlearn/adapter-cosmwasm/compiler"],
});
