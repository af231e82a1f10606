import { createLocalChain, type LocalChain } from "@chainlearn/adapter-local";
import { type MechanismHost, mechanismChecks, mixLines } from "@chainlearn/core/testing";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { anvilMechanismHost } from "@chainlearn/adapter-evm/testing";
import { embeddedMechanismHost } from "@chainlearn/adapter-cosmwasm/testing";
import { it } from "vitest";
import { stakeStrategy } from "../../packages/mechanisms/test/stake-strategy.ts";
const local: MechanismHost = {
  name: "local",
  start: () => createLocalChain({ secondsPerBlock: 0 }),
  setRecipient: async (chain, address, manner) => (chain as LocalChain).setBlocked(address, manner !== "takes"),
};
const subject = { mechanism: stake, strategy: stakeStrategy, model: sparsePerceptron, 
  shape: { features: 8, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 3 },
  modelParams: { learningRate: 3n, interceptRateQ16: 30_000n },
} as const;

for (const host of [embeddedMechanismHost, anvilMechanismHost])
for (const check of mechanismChecks(subject)) it(host.name+" "+check.id, async () => {
  const chain = await host.start();
  const t0 = performance.now();
  const c = process.cpuUsage();
  const mix = await check.run({ host: { host, chain }, reference: {host: local, chain: await local.start()} }, { operations: Number(process.env.OPS ?? 1000) });
  const u = process.cpuUsage(c);
  console.log(host.name, check.id, performance.now()-t0, (u.user+u.system)/1000, mix.operations);
  await chain.close();
});
