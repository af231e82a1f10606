import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasMargin, type ModelPlugin, resolveModel, type Shape } from "@chainlearn/core";
import { type LinkOptions, linkModel } from "@chainlearn/kernel/compiler";
import { multiclassPerceptron, sparsePerceptron } from "@chainlearn/models-wasm";
import binaryen from "binaryen";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { rewriteKernel } from "../../src/compiler/rewrite/rewrite.ts";
import { hasSimd } from "../../src/compiler/simd.ts";

const sparse: Shape = {
  features: 40,
  classes: 2,
  lane: 16,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 10,
};
const several: Shape = { ...sparse, classes: 5, encoding: "dense", valueBits: 8, maxEntries: 40 };

/** All models of the repository tell their margins; others need not. */
function withoutMargin(model: ModelPlugin): ModelPlugin {
  const module = binaryen.readBinary(model.kernel);
  module.removeExport("margin");
  const kernel = module.emitBinary();
  module.dispose();
  return { ...model, kernel };
}
const reticent = withoutMargin(sparsePerceptron);

const CASES: readonly [what: string, model: ModelPlugin, shape: Shape, options: LinkOptions][] = [
  ["as it is", sparsePerceptron, sparse, {}],
  ["with rewritten loops, growing", multiclassPerceptron, several, { grows: true }],
  ["without a margin, metered, without vectors", reticent, sparse, { metered: true, simd: false }],
];

/** Linking is a second's work, of which a busy machine makes many. */
const PATIENCE = 600_000;

let home: string;
let linkAnew: typeof linkModel;

// The folder is read from the environment when the module loads.
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "chainlearn-test-"));
  vi.stubEnv("XDG_CACHE_HOME", home);
  vi.resetModules();
  ({ linkModel: linkAnew } = await import("../../src/compiler/link.ts"));
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

describe("what the user's cache has is what the linker makes now", () => {
  test("of models that are what they are taken for", () => {
    expect(hasSimd()).toBe(true);
    expect(rewriteKernel(multiclassPerceptron.kernel).classSums).toBeGreaterThan(0);
    expect([hasMargin(sparsePerceptron), hasMargin(reticent)]).toEqual([true, false]);
  });

  test.each(CASES)(
    "%s",
    async (_, model, shape, options) => {
      const { constants, params } = resolveModel({ model, shape, params: { learningRate: 3n } });
      const own = Object.fromEntries(params.map(({ spec, value }) => [spec.name, value]));
      const made = await linkAnew(model, shape, constants, own, options);
      expect(WebAssembly.validate(made as Uint8Array<ArrayBuffer>)).toBe(true);
      expect(Buffer.from(await linkModel(model, shape, constants, own, options))).toEqual(Buffer.from(made));
    },
    PATIENCE,
  );
});
