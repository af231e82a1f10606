// #region quickstart
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { verify } from "@chainlearn/adapter-local";
import { createTrainers } from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";

const chain = await startAnvil(); // or startEmbeddedChain(), startWasmd(), createLocalChain()
const [deployer = "", alice = ""] = chain.accounts;

const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] });
const { trainer } = await trainers.deploy(
  {
    model: "sparse-perceptron",
    mechanism: "stake",
    shape: { features: 1000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 128 },
    mechanismParams: { costWeightUnits: 1_000_000n },
  },
  { from: deployer },
);

await trainer.addData({ from: alice, sample: { indices: [3, 17, 256] }, label: 1 });
console.log(await trainer.predict({ indices: [3, 17] })); // 1
console.log((await verify(trainer)).ok); // true
await chain.close();
// #endregion
