import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { describe, expect, it } from "vitest";
import { EXIT_CODES } from "../src/index.ts";
import { KEYS, keysIn } from "./support/chains.ts";
import { inFolder } from "./support/cli.ts";
import { REPOSITORY, runProgram } from "./support/process.ts";

/** A folder as an integrator has it: packages, a plugin of one's own, and a configuration. */
async function project(folder: string, rpcUrl: string): Promise<void> {
  await symlink(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
  await writeFile(
    join(folder, "plugins.ts"),
    `import type { ModelPlugin } from "@chainlearn/core";
     import { sparsePerceptron } from "@chainlearn/models-wasm";
     export const mine: ModelPlugin = sparsePerceptron;`,
  );
  await writeFile(
    join(folder, "chainlearn.config.ts"),
    `import { type Config, defineConfig, evm, fromEnvironment } from "@chainlearn/cli";
     import { mechanisms } from "@chainlearn/mechanisms";
     import { foundry } from "viem/chains";
     import { mine } from "./plugins.ts";
     const config: Config = defineConfig({
       plugins: [mechanisms, mine],
       chains: {
         anvil: evm({
           chain: foundry,
           rpcUrl: "${rpcUrl}",
           pollingIntervalMs: 20,
           accounts: { deployer: fromEnvironment("DEPLOYER_KEY") },
         }),
       },
       compositions: {
         spam: {
           model: "sparse-perceptron",
           mechanism: "stake",
           shape: { features: 1000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 128 },
           mechanismParams: { costWeightUnits: 1_000_000n },
         },
       },
     });
     export default config;`,
  );
}

describe("the program", () => {
  it("says by its exit code what went wrong, and with --json in one document", async () => {
    await inFolder(async (folder) => {
      const usage = await runProgram(folder, {}, "quote", "--fast", "--json");
      expect(usage.code).toBe(EXIT_CODES.usage);
      expect(JSON.parse(usage.out)).toMatchObject({ error: { code: "usage" } });
      await writeFile(join(folder, "mine.ts"), 'throw new Error("mine");');
      const broken = await runProgram(folder, {}, "chains", "-c", "mine.ts");
      expect([broken.code, broken.out]).toEqual([EXIT_CODES.config, ""]);
      expect(broken.err).toMatch(/^invalid_config: .*mine\n {2}Correct the configuration.*\n$/);
    });
  });

  it("deploys by a configuration in TypeScript with a plugin beside it, and never tells a key", async () => {
    const chain = await startAnvil();
    try {
      await inFolder(async (folder) => {
        await project(folder, chain.url);
        const keyless = await runProgram(folder, {}, "deploy");
        expect([keyless.code, keyless.out]).toEqual([EXIT_CODES.account, ""]);
        expect(keyless.err).toContain("DEPLOYER_KEY");
        const deployed = await runProgram(folder, KEYS, "deploy", "--json");
        expect(JSON.parse(deployed.out)).toMatchObject({ deployed: true, receipt: { sealed: true } });
        expect(deployed.err).toContain("transactions: ");
        for (const { out, err } of [keyless, deployed]) expect(keysIn(out + err)).toEqual([]);
      });
    } finally {
      await chain.close();
    }
  });
});
