import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTrainers, exportModel, type ModelState, type ResolvedComposition } from "@chainlearn/core";
import { mechanisms } from "@chainlearn/mechanisms";
import { models } from "@chainlearn/models-wasm";
import type { CompositionConfig } from "../../src/index.ts";
import { REPOSITORY } from "../support/process.ts";
import type { KillChain, KillChainKind } from "./chains.ts";

const FEATURES = 65_600;

/** 2,050 state words: several uploads on every chain. */
export const composition = {
  model: "sparse-perceptron",
  mechanism: "stake",
  shape: { features: FEATURES, classes: 2, lane: 8, encoding: "sparse", valueBits: 0, maxEntries: 4 },
  mechanismParams: { costWeightUnits: 1n },
} as const satisfies CompositionConfig;

/** A composition of 32 state words, whose deposits are always the same. */
export const steady = {
  ...composition,
  shape: { ...composition.shape, features: 1_000 },
  mechanismParams: { costWeightUnits: 1n, minDepositUnits: 1_000n, maxDepositUnits: 1_000n },
} as const satisfies CompositionConfig;

/** A few numbers that are not 0, in every upload: others would be another state. */
const INITIAL: Partial<ModelState> = {
  cells: Array.from({ length: FEATURES }, (_, i) => (i % 5_003 === 0 ? BigInt((i % 100) - 50) : 0n)),
  hot: [-3n],
};

/** The composition as a chain's trainers have it. */
export const trainersOf = ({ adapter }: KillChain) =>
  createTrainers({ adapter, modules: [models, mechanisms] });

const literal = (value: object): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part)).replace(
    /"(\d+)n"/g,
    "$1n",
  );

/** A folder in which the program can deploy to a chain. */
export async function writeProject(
  folder: string,
  { imports }: KillChainKind,
  entry: string,
  config: CompositionConfig,
  resolved: ResolvedComposition,
): Promise<void> {
  const initial = config === composition ? INITIAL : {};
  await symlink(join(REPOSITORY, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "start.json"), JSON.stringify(exportModel(resolved, initial)));
  await writeFile(
    join(folder, "chainlearn.config.ts"),
    `${imports}
     import { mechanisms } from "@chainlearn/mechanisms";
     import { models } from "@chainlearn/models-wasm";
     export default defineConfig({
       plugins: [models, mechanisms],
       chains: { test: ${entry} },
       compositions: { spam: { ...${literal(config)}, initialModel: "start.json" } },
     });`,
  );
}
