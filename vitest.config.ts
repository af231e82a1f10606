import { defineConfig } from "vitest/config";

const project = (name: string, include: string[], timeout = 120_000, globalSetup: string[] = []) => ({
  resolve: { conditions: ["@chainlearn/source", "module", "node"] },
  ssr: { resolve: { conditions: ["@chainlearn/source", "module", "node"] } },
  test: { name, include, testTimeout: timeout, hookTimeout: timeout, globalSetup },
});

export default defineConfig({
  test: {
    projects: [
      project("core", ["packages/core/test/**/*.test.ts"]),
      project("kernel", ["packages/kernel/test/**/*.test.ts"]),
      project("models-wasm", ["packages/models-wasm/{src,test}/**/*.test.ts"]),
      project("encoders", ["packages/encoders/test/**/*.test.ts"]),
      project("mechanisms", ["packages/mechanisms/{src,test}/**/*.test.ts"]),
      project("adapter-local", ["packages/adapter-local/test/**/*.test.ts"]),
      project("example-kit", ["packages/example-kit/test/**/*.test.ts"]),
      project("log-store", ["packages/log-store/test/**/*.test.ts"]),
      project("simulation", ["packages/simulation/test/**/*.test.ts"]),
      project("adapter-evm", ["packages/adapter-evm/test/**/*.test.ts"]),
      project("adapter-cosmwasm", ["packages/adapter-cosmwasm/test/**/*.test.ts"]),
      project("cli", ["packages/cli/test/**/*.test.ts"], 300_000),
      project("examples", ["examples/*/{src,test}/**/*.test.ts"], 600_000),
      project("differential", ["test/differential/**/*.test.ts"], 900_000),
      project("conformance", ["test/conformance/**/*.test.ts"], 900_000),
      project("faults", ["test/faults/**/*.test.ts"], 600_000),
      project("outside", ["test/outside/**/*.test.ts"], 900_000),
      project("browser", ["test/browser/**/*.test.ts"], 600_000),
      project("packages", ["test/packages/**/*.test.ts"], 600_000, ["test/packages/build.ts"]),
      project("templates", ["packages/templates/test/**/*.test.ts"], 600_000),
      project("docs", ["test/docs/**/*.test.ts"]),
      project("scripts", ["test/scripts/**/*.test.ts"]),
      project("bench", ["bench/test/**/*.test.ts"], 600_000),
    ],
  },
});
