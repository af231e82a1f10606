import {
  type Deployment,
  type DevChain,
  encodeSample,
  resolveComposition,
  type Trainer,
} from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";

export const composition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: { features: 20, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 5 },
  mechanismParams: { costWeightUnits: 600n },
});

export const deploy = (chain: DevChain): Promise<Deployment> =>
  chain.adapter.deploy(composition, { from: chain.accounts[0]! });

/** Adds a sample for each label and asks for the first one's money back. */
export async function useIt(chain: DevChain, trainer: Trainer, labels: readonly number[]): Promise<void> {
  const from = chain.accounts[1]!;
  const { shape } = composition;
  let first: Parameters<Trainer["act"]>[1]["contribution"];
  for (const [i, label] of labels.entries()) {
    const sample = { indices: [i % shape.features, ...(i % shape.features < 19 ? [19] : [])] };
    const { entries } = await trainer.addData({ from, sample, label });
    const [entry] = entries;
    if (entry?.kind === "dataAdded" && (await trainer.predict(sample)) === label)
      first ??= {
        id: entry.id,
        time: entry.time,
        submitter: entry.actor,
        label,
        sample: encodeSample(sample, shape),
      };
  }
  if (first === undefined || chain.clock === "real") return;
  await chain.setTime((await chain.now()) + 30 * 86_400);
  await trainer.act("refund", { from, contribution: first });
}
