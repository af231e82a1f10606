import { kernelId, type MechanismPlugin, type ModelPlugin } from "@chainlearn/core";
import { checkKernel } from "@chainlearn/kernel/compiler";
import * as mechanisms from "@chainlearn/mechanisms";
import * as models from "@chainlearn/models-wasm";
import { describe, expect, test } from "vitest";

const isPlugin = (value: unknown): value is MechanismPlugin | ModelPlugin =>
  typeof value === "object" && value !== null && "kernel" in value && "manifest" in value;
const pluginsOf = (exported: Readonly<Record<string, unknown>>): (MechanismPlugin | ModelPlugin)[] =>
  Object.values(exported)
    .filter(isPlugin)
    .sort((a, b) => (a.manifest.id < b.manifest.id ? -1 : 1));

/** All that the packages export. */
const plugins = [...pluginsOf(models), ...pluginsOf(mechanisms)];

/** What a finished kernel may have: far less than what hosts take. */
const USUAL_BUDGET_BYTES = 2_048;
/** Of mechanisms with a test that they judge by. */
const BUDGET_BYTES: Readonly<Record<string, number>> = { champion: 4_096, "prediction-market": 4_096 };

describe("kernels of the repository", () => {
  test.each(plugins)("$manifest.id passes the check", ({ manifest, kernel }) => {
    const budgetBytes = BUDGET_BYTES[manifest.id] ?? USUAL_BUDGET_BYTES;
    const report = checkKernel(kernel, manifest, { budgetBytes });
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
