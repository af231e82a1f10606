import { fileURLToPath } from "node:url";
import { embeddedHost } from "@chainlearn/adapter-cosmwasm/testing";
import { anvilHost } from "@chainlearn/adapter-evm/testing";
import { createLocalChain, createModel } from "@chainlearn/adapter-local";
import { type DevChain, resolveModel, type Shape } from "@chainlearn/core";
import { type ModelHost, type ModelSubject, modelChecks, Random } from "@chainlearn/core/testing";
import { checkKernel, generateKernel } from "@chainlearn/kernel/compiler";
import { createReferenceModel } from "@chainlearn/kernel/testing";
import { stake } from "@chainlearn/mechanisms";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oracle } from "./oracle.ts";

// Compiles kernel.ts first, so that what is checked is what it says now.
await generateKernel(fileURLToPath(new URL(".", import.meta.url)));
const { winnow: model } = await import("./plugin.ts");

const shape: Shape = {
  features: 100,
  classes: 2,
  lane: 16,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 40,
};

// #region by-hand
describe("the rule by hand", () => {
  it("doubles and halves the weights of mistakes", async () => {
    const running = await createModel(
      resolveModel({ model, shape: { ...shape, features: 8, maxEntries: 8 } }),
    );
    // Weights of 1, threshold 4: two features are too few, and doubled they are enough.
    expect(running.predict({ indices: [2, 5] })).toBe(0);
    running.update({ indices: [2, 5] }, 1);
    expect(running.predict({ indices: [2, 5] })).toBe(1);
    running.update({ indices: [0, 2, 5] }, 0);
    expect(running.state()).toEqual({ cells: [-256n, 0n, 0n, 0n, 0n, 0n, 0n, 0n], hot: [2n] });
    running.update({ indices: [1] }, 0);
    expect(running.state().hot).toEqual([2n]);
  });
});
// #endregion

// #region learns
it("finds the three of a hundred features that matter", async () => {
  const running = await createModel(resolveModel({ model, shape }));
  const random = new Random(1);
  const features = Array.from({ length: shape.features }, (_, j) => j);
  const learn = (samples: number): void => {
    for (let i = 0; i < samples; i++) {
      const indices = features.filter(() => random.chance(20)).slice(0, shape.maxEntries);
      if (indices.length > 0)
        running.update({ indices }, indices.some((j) => [7, 31, 64].includes(j)) ? 1 : 0);
    }
  };
  const mistakes = (): bigint => running.state().hot[0]!;
  learn(1_500);
  const before = mistakes();
  expect(before).toBeLessThan(150n);
  learn(500);
  expect(mistakes() - before).toBeLessThan(5n);
});
// #endregion

// #region size
it("is small", () => {
  const { bytes, words } = checkKernel(model.kernel, model.manifest, { budgetBytes: 2_048 });
  expect(bytes).toBeLessThan(400);
  expect(words).toContain("math.exp2");
});
// #endregion

// #region checks
const subject: ModelSubject = {
  model,
  mechanism: stake,
  mechanismParams: { costWeightUnits: 0n },
  references: {
    "rule of the README": (_, shape, params) => oracle(shape, params),
    "kernel on bigints": createReferenceModel,
  },
  // Logarithms in Q8: weights from 1/16 to 16, so that both classes are predicted.
  hints: { cellSize: () => 1_024n },
};
const local: ModelHost = { name: "local", start: () => createLocalChain() };

for (const host of [local, anvilHost, embeddedHost])
  describe(`on ${host.name}`, () => {
    let chain: DevChain;
    beforeAll(async () => {
      chain = await host.start();
    });
    afterAll(() => chain?.close());

    for (const check of modelChecks(subject)) {
      const why = check.notApplicable(host);
      it.skipIf(why !== undefined)(`${check.id}: ${check.title}${why ? ` (${why})` : ""}`, () =>
        check.run({ host, chain }),
      );
    }
  });
// #endregion
