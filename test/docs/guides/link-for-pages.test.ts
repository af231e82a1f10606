import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createModel } from "@chainlearn/adapter-local";
import { resolveModel } from "@chainlearn/core";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { expect, it } from "vitest";
import { linkForPages } from "./link-for-pages.ts";

it("links a model into a file of a few kilobytes, which runs as the model does", async () => {
  const model = resolveModel({
    model: sparsePerceptron,
    shape: { features: 200, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 20 },
    params: { learningRate: 1_000n },
  });
  const folder = await mkdtemp(join(tmpdir(), "chainlearn-page-"));
  try {
    const file = join(folder, "model.wasm");
    await linkForPages(model, file);
    const linked = await readFile(file);
    expect(linked.length).toBeLessThan(8_192);
    const state = { cells: Array.from({ length: 200 }, (_, j) => BigInt(j - 100)), hot: [0n] };
    const here = await createModel(model, state);
    const there = await createModel(model, state, { linker: async () => linked });
    for (const indices of [[3], [150], [3, 150], [99, 101]])
      expect(there.predict({ indices })).toBe(here.predict({ indices }));
    expect([there.predict({ indices: [3] }), there.predict({ indices: [150] })]).toEqual([0, 1]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
