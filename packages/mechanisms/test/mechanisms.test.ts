import { type ChainAdapter, createTrainers, type ModelPlugin } from "@chainlearn/core";
import { mechanisms, points, predictionMarket, stake } from "@chainlearn/mechanisms";
import { expect, test } from "vitest";

const adapter = { chainId: "test:1" } as unknown as ChainAdapter;
const shape = { features: 4, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 4 } as const;
const model: ModelPlugin = {
  manifest: {
    ...{ kind: "model", id: "none", version: "1.0.0", description: "Placeholder.", params: [] },
    ...{ encodings: ["sparse"], lanes: [16], minClasses: 2, maxClasses: 2, growth: "none" },
    ...{ cells: () => 1, hot: () => [], scratch: () => 0, constants: () => ({}) },
  },
  kernel: new Uint8Array(),
};

test("the container module registers the mechanisms under their ids", () => {
  const trainers = createTrainers({ adapter, modules: [mechanisms] });
  const resolved = trainers.resolve({
    model,
    mechanism: "stake",
    shape,
    mechanismParams: { costWeightUnits: 5n },
  });
  expect(resolved.mechanism).toBe(stake);
  expect(trainers.resolve({ model, mechanism: "points", shape }).mechanism).toBe(points);
  const market = { stakeUnits: 5n, rounds: 2n, bondUnits: 0n, drawBondUnits: 0n };
  expect(
    trainers.resolve({ model, mechanism: "prediction-market", shape, mechanismParams: market }).mechanism,
  ).toBe(predictionMarket);
  expect(() => trainers.resolve({ model, mechanism: "badges", shape })).toThrow(/^unknown_plugin.*stake/);
});
