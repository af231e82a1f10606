// Run in a copy of the packages: compiles a composition's kernels and its contract, and prints the checksums.
import { fileURLToPath } from "node:url";
import { buildContract } from "@chainlearn/adapter-cosmwasm/compiler";
import { kernelId, resolveComposition } from "@chainlearn/core";
import { compileKernel } from "@chainlearn/kernel/compiler";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";

const compiled = (path: string): Promise<Uint8Array> =>
  compileKernel({ entry: fileURLToPath(new URL(`packages/${path}/kernel.ts`, import.meta.url)) });

const model = { ...sparsePerceptron, kernel: await compiled("models-wasm/src/sparse-perceptron") };
const mechanism = { ...stake, kernel: await compiled("mechanisms/src/stake") };
const composition = resolveComposition({
  model,
  mechanism,
  shape: { features: 1000, classes: 2, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 128 },
  mechanismParams: { costWeightUnits: 1_000_000n },
});
const { checksum } = await buildContract(composition);
process.stdout.write(JSON.stringify([kernelId(model.kernel), kernelId(mechanism.kernel), checksum]));
