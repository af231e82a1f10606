import { fileURLToPath } from "node:url";
import { kernelId } from "@chainlearn/core";
import { checkKernel, compileKernel } from "@chainlearn/kernel/compiler";
import { points, stake } from "@chainlearn/mechanisms";
import {
  averagedPerceptron,
  densePerceptron,
  logisticRegression,
  multiclassAveragedPerceptron,
  multiclassPerceptron,
  naiveBayes,
  nearestCentroidDense,
  nearestCentroidSparse,
  passiveAggressive,
  sparsePerceptron,
} from "@chainlearn/models-wasm";
import { describe, expect, test } from "vitest";
import { drafts } from "../drafts/manifests.ts";

const draft = (id: string): Promise<Uint8Array> =>
  compileKernel({ entry: fileURLToPath(new URL(`../drafts/${id}/kernel.ts`, import.meta.url)) });

const plugins = [
  averagedPerceptron,
  densePerceptron,
  logisticRegression,
  multiclassAveragedPerceptron,
  multiclassPerceptron,
  naiveBayes,
  nearestCentroidDense,
  nearestCentroidSparse,
  passiveAggressive,
  sparsePerceptron,
  points,
  stake,
] as const;

/** What a finished kernel may have: far less than what hosts take. */
const BUDGET_BYTES = 2_048;

const PLANNED = new Set(["champion"]);

describe("kernels of the repository", () => {
  test.each(plugins)("$manifest.id passes the check", ({ manifest, kernel }) => {
    const report = checkKernel(kernel, manifest, { budgetBytes: BUDGET_BYTES });
    expect(report).toMatchObject({ id: kernelId(kernel), bytes: kernel.length });
  });

  test.each(drafts.map((manifest) => [manifest.id, manifest] as const))(
    "draft %s compiles and passes",
    async (id, manifest) => {
      const kernel = await draft(id);
      expect(checkKernel(kernel, manifest, { planned: true }).bytes).toBeLessThan(4096);
      const asDeployed = (): unknown => checkKernel(kernel, manifest);
      if (PLANNED.has(id)) expect(asDeployed).toThrow(/no host has yet/);
      else expect(asDeployed).not.toThrow();
    },
  );

  test("are the bytes that the snapshot says; `vitest -u` writes it anew", async () => {
    const kernels: [name: string, kernel: Uint8Array][] = plugins.map(({ manifest, kernel }) => [
      manifest.id,
      kernel,
    ]);
    for (const { id } of drafts) kernels.push([`draft ${id}`, await draft(id)]);
    const flat = Object.fromEntries(
      kernels.flatMap(([name, kernel]) => [
        [`${name} bytes`, kernel.length],
        [`${name} sha256`, kernelId(kernel)],
      ]),
    );
    await expect(`${JSON.stringify(flat, null, 2)}\n`).toMatchFileSnapshot("kernels.json");
  });
});
