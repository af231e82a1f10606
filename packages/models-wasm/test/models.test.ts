import { type ChainAdapter, createTrainers, type MechanismPlugin } from "@chainlearn/core";
import { models, sparsePerceptron } from "@chainlearn/models-wasm";
import { expect, test } from "vitest";

const adapter = { chainId: "test:1" } as unknown as ChainAdapter;
const shape = { features: 4, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 4 } as const;
const mechanism: MechanismPlugin = {
  manifest: {
    kind: "mechanism",
    ...{ id: "none", version: "1.0.0", description: "Placeholder." },
    ...{ pool: [], account: [], record: [], roles: [], params: [], actions: [], errors: {} },
  },
  kernel: new Uint8Array(),
};

test("the container module registers the models under their ids", () => {
  const trainers = createTrainers({ adapter, modules: [models] });
  expect(trainers.resolve({ model: "sparse-perceptron", mechanism, shape }).model).toBe(sparsePerceptron);
  expect(() => trainers.resolve({ model: "no-such-model", mechanism, shape })).toThrow(
    /^unknown_plugin.*sparse-perceptron/,
  );
});
