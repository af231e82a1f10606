// #region use
import { createLocalChain } from "@chainlearn/adapter-local";
import { type Composition, createTrainers, resolveEncoder } from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import { kmers } from "./kmers.ts";

const composition: Composition = {
  model: "naive-bayes",
  mechanism: "points",
  encoder: kmers,
  encoderParams: { k: 3 },
  shape: { features: 64, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 64 },
};
const chain = await createLocalChain();
const [deployer = "", alice = ""] = chain.accounts;
const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms] });
const { trainer, receipt } = await trainers.deploy(composition, { from: deployer });

const encoder = resolveEncoder(kmers, composition.shape, { k: 3 });
await trainer.addData({ from: alice, sample: encoder.encode("GATTACAGATTACA"), label: 1 });
await trainer.addData({ from: alice, sample: encoder.encode("CCGCGGCCGCGG"), label: 0 });
const label = await trainer.predict(encoder.encode("ATTACATT")); // 1

// #endregion

export { composition, encoder, label, receipt, trainers };
