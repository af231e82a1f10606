import { kernelId } from "@chainlearn/core";
import { checkKernel } from "@chainlearn/kernel/compiler";
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

describe("kernels of the repository", () => {
  test.each(plugins)("$manifest.id passes the check", ({ manifest, kernel }) => {
    const report = checkKernel(kernel, manifest, { budgetBytes: BUDGET_BYTES });
    expect(report).toMatchObject({ id: kernelId(kernel), bytes: kernel.length });
  });

  test("are the bytes that the snapshot says; `vitest -u` writes it anew", async () => {
    const kernels: [name: string, kernel: Uint8Array][] = plugins.map(({ manifest, kernel }) => [
      manifest.id,
      kernel,
    ]);
    const flat = Object.fromEntries(
      kernels.flatMap(([name, kernel]) => [
        [`${name} bytes`, kernel.length],
        [`${name} sha256`, kernelId(kernel)],
      ]),
    );
    await expect(`${JSON.stringify(flat, null, 2)}\n`).toMatchFileSnapshot("kernels.json");
  });
});
