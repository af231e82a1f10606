// #region quickstart
import { randomBytes } from "node:crypto";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { createModel, verify } from "@chainlearn/adapter-local";
import { type Composition, commitItems, createTrainers } from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";

const chain = await startAnvil(); // or startEmbeddedChain(), startWasmd(), createLocalChain()
const [curator = "", alice = ""] = chain.accounts;
const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] });

const composition: Composition = {
  model: "averaged-perceptron",
  mechanism: "champion",
  shape: { features: 1000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 128 },
  // Left out, it takes 50 items to open and 98 for a test.
  mechanismParams: { depositUnits: 1_000_000n, bondUnits: 20_000_000n, openItems: 2n, itemsPerCycle: 3n },
};

// Whoever deploys has labelled samples: some train the first model, the others will test its challengers.
const spam = { sample: { indices: [3, 17, 256] }, label: 1 };
const ham = { sample: { indices: [8, 300] }, label: 0 };
const model = await createModel(trainers.resolve(composition));
await model.train([spam, ham]);
const { trainer } = await trainers.deploy(composition, {
  from: curator,
  initialState: model.state(),
  roles: { curator },
});

// Test items are committed to at first, and revealed when they are needed: the first two open the contract.
const { head, items } = commitItems([spam, ham, spam, ham, spam], randomBytes(32), composition.shape);
await trainer.act("commit", { from: curator, digest: head, args: [5n], pay: 20_000_000n });
for (const item of items.slice(0, 2)) await trainer.act("reveal", { from: curator, item });

await trainer.addData({ from: alice, sample: { indices: [3, 256, 700] }, label: 1 });
console.log(await trainer.predict({ indices: [3, 17] })); // 1
console.log((await verify(trainer)).ok); // true
await chain.close();
// #endregion
