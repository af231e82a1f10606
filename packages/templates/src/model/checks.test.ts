import { fileURLToPath } from "node:url";
import { embeddedHost } from "@chainlearn/adapter-cosmwasm/testing";
import { anvilHost } from "@chainlearn/adapter-evm/testing";
import { createLocalChain, createModel } from "@chainlearn/adapter-local";
import { type DevChain, resolveModel, type Shape } from "@chainlearn/core";
import { type ModelHost, type ModelSubject, modelChecks } from "@chainlearn/core/testing";
import { generateKernel } from "@chainlearn/kernel/compiler";
import { createReferenceModel } from "@chainlearn/kernel/testing";
import { stake } from "@chainlearn/mechanisms";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { oracle } from "./oracle.ts";

// Compilers run before the first check of a chain.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });
// Compiles kernel.ts first, so that what is checked is what it says now.
await generateKernel(fileURLToPath(new URL(".", import.meta.url)));
const { templateModel: model } = await import("./plugin.ts");

const shape: Shape = {
  features: 10,
  classes: 2,
  lane: 16,
  encoding: "sparse",
  valueBits: 0,
  maxEntries: 4,
};

describe("the rule by hand", () => {
  it("counts votes", async () => {
    const running = await createModel(resolveModel({ model, shape, params: { step: 3n } }));
    running.update({ indices: [2, 5] }, 1);
    running.update({ indices: [5, 9] }, 0);
    expect(running.state()).toEqual({ cells: [0n, 0n, 3n, 0n, 0n, 0n, 0n, 0n, 0n, -3n], hot: [2n] });
    expect(running.predict({ indices: [2, 5] })).toBe(1);
    expect(running.predict({ indices: [5] })).toBe(0);
    expect([0, 1].map((label) => running.margin({ indices: [2, 5] }, label))).toEqual([-3n, 2n]);
    expect([0, 1].map((label) => running.margin({ indices: [5] }, label))).toEqual([0n, -1n]);
  });
});

const subject: ModelSubject = {
  model,
  mechanism: stake,
  mechanismParams: { costWeightUnits: 0n },
  references: {
    "rule of the README": (_, shape, params) => oracle(shape, params),
    "kernel on bigints": createReferenceModel,
  },
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
