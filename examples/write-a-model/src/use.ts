// #region use
import { createLocalChain } from "@chainlearn/adapter-local";
import { createTrainers, ROLES, readModelState } from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { ContainerModule } from "inversify";
import { winnow } from "./winnow/plugin.ts";

const plugins = new ContainerModule(({ bind }) => {
  bind(ROLES.model).toConstantValue(winnow);
});

const chain = await createLocalChain(); // or startAnvil(), startEmbeddedChain(), …
const trainers = createTrainers({ adapter: chain.adapter, modules: [plugins, mechanisms] });
const { trainer } = await trainers.deploy(
  {
    model: "winnow",
    mechanism: "stake",
    shape: { features: 100, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 40 },
    mechanismParams: { costWeightUnits: 1_000_000n },
  },
  { from: chain.accounts[0]! },
);
await trainer.addData({ from: chain.accounts[1]!, sample: { indices: [3, 17] }, label: 1 });
const { cells, hot } = await readModelState(trainer);
console.log(cells[3], hot[0]); // 256n 1n
// #endregion
await chain.close();
