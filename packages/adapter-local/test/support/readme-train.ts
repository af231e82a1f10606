// #region train
import { createLocalChain, createModel } from "@chainlearn/adapter-local";
import { createTrainers, exportModel, importModel, readModelState } from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";

const chain = await createLocalChain();
const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] });
const composition = {
  model: "naive-bayes",
  mechanism: "stake",
  shape: { features: 1000, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 128 },
  mechanismParams: { costWeightUnits: 1_000_000n },
} as const;
const resolved = trainers.resolve(composition);

const model = await createModel(resolved);
await model.train([
  { sample: { indices: [3, 17] }, label: 1 },
  { sample: { indices: [5] }, label: 0 },
]);
const { trainer } = await trainers.deploy(composition, {
  from: chain.accounts[0]!,
  initialState: model.state(),
});

// Later, and in another process if need be: what the chain has learned since.
const file = JSON.stringify(exportModel(resolved, await readModelState(trainer)));
model.load(importModel(resolved, JSON.parse(file)));

// model predicts what trainer predicts.
// #endregion

export { model, trainer };
