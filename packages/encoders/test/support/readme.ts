// #region text
import { createLocalChain } from "@chainlearn/adapter-local";
import { type Composition, createTrainers, resolveEncoder } from "@chainlearn/core";
import { buildVocabulary, encoders, vocabulary } from "@chainlearn/encoders";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";

const words = buildVocabulary(["Free money!", "Money for free", "Lunch at noon?"], 1_000);
const composition: Composition = {
  model: "sparse-perceptron",
  mechanism: "stake",
  encoder: "vocabulary",
  encoderParams: { words },
  shape: { features: 1_000, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 256 },
  modelParams: { learningRate: 1n },
  mechanismParams: { costWeightUnits: 1_000n },
};
const chain = await createLocalChain();
const [deployer = "", alice = ""] = chain.accounts;
const trainers = createTrainers({ adapter: chain.adapter, modules: [models, mechanisms, encoders] });
const { trainer, receipt } = await trainers.deploy(composition, { from: deployer });

const encoder = resolveEncoder(vocabulary, composition.shape, { words });
await trainer.addData({ from: alice, sample: encoder.encode("FREE money, free money!"), label: 1 });
console.log(receipt.encoder?.hash === encoder.hash); // true
// #endregion

// #region mismatch
const mine = { ...composition, encoderParams: { words: ["money", "free"] } };
await trainers.attach(mine, receipt); // rejects with encoder_mismatch
// #endregion
