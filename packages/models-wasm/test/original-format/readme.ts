// #region import
import { readFileSync } from "node:fs";
import { createLocalChain } from "@chainlearn/adapter-local";
import { createTrainers, readModelState } from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { exportOriginalModel, importOriginalModel, models } from "@chainlearn/models-wasm";

const file = new URL("imported.json", import.meta.url);
const imported = importOriginalModel(readFileSync(file, "utf8"));

const chain = await createLocalChain(); // or startAnvil(), startEmbeddedChain(), …
const [deployer = "", alice = ""] = chain.accounts;
const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] });
const { trainer } = await trainers.deploy(
  { ...imported.composition, mechanism: "stake", mechanismParams: { costWeightUnits: 1_000_000n } },
  { from: deployer, initialState: imported.state },
);

const label = await trainer.predict({ indices: [0, 3] });
console.log(imported.classes[label]); // spam
// #endregion

await trainer.addData({ from: alice, sample: { indices: [0, 3] }, label: 0 });

// #region export
const trained = exportOriginalModel({ ...imported, state: await readModelState(trainer) });
console.log(JSON.stringify(trained));
// #endregion

// #region dense
const faces = importOriginalModel({
  type: "dense perceptron",
  classifications: ["cat", "dog"],
  weights: [0.5, -1.25],
  intercept: 0.1,
  learningRate: 0.5,
});
const one = 2 ** faces.composition.shape.valueBits;
const sample = { values: [0.6, -0.8].map((value) => Math.round(value * one)) };
// #endregion
await chain.close();

export { faces, imported, sample, trained, trainer };
