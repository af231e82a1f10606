// #region simulate
import { createLocalChain, verify } from "@chainlearn/adapter-local";
import { createTrainers } from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";

const chain = await createLocalChain({ secondsPerBlock: 0 });
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

await trainer.addData({ from: alice, sample: { indices: [3, 17] }, label: 1 });
await chain.setTime((await chain.now()) + 86_400);
// #endregion

// #region verify
const report = await verify(trainer, {
  onProgress: (done, total) => console.log(`${done} of ${total} entries`),
});
if (!report.ok) console.log(report.firstDifference);

// { where: "state word 17, cell 139", expected: "3", actual: "4" }
// #endregion

export { report };
