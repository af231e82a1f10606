// #region use
import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain } from "@chainlearn/adapter-local";
import { createTrainers, ROLES } from "@chainlearn/core";
import { models } from "@chainlearn/models-wasm";
import { ContainerModule } from "inversify";
import { bonus } from "./bonus/plugin.ts";

const plugins = new ContainerModule(({ bind }) => {
  bind(ROLES.mechanism).toConstantValue(bonus);
});

for (const start of [createLocalChain, startAnvil, startEmbeddedChain]) {
  const chain = await start();
  const [deployer = "", ann = "", sponsor = ""] = chain.accounts;
  const trainers = createTrainers({ adapter: chain.adapter, modules: [plugins, models] });
  const { trainer } = await trainers.deploy(
    {
      model: "sparse-perceptron",
      mechanism: "bonus",
      shape: { features: 100, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 40 },
      mechanismParams: { depositUnits: 500n, bonusUnits: 30n, waitSeconds: 1n, sweepWaitSeconds: 600n },
    },
    { from: deployer, roles: { sponsor } },
  );
  await trainer.act("fund", { from: sponsor, pay: 40n });
  await trainer.addData({ from: ann, sample: { indices: [3, 17] }, label: 1 });
  const log = await trainer.log();
  const added = log.find((entry) => entry.kind === "dataAdded")!;
  await chain.setTime(added.time + 1);
  const { entries } = await trainer.act("claim", {
    from: ann,
    contribution: { ...added, submitter: added.actor },
  });
  const [claimed] = entries;
  console.log(chain.adapter.chainId, claimed?.kind === "acted" && claimed.amount); // 530n
  await chain.close();
}
// #endregion
