import { createCosmWasmAdapter } from "@chainlearn/adapter-cosmwasm";
import { EmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain, createModel, verify } from "@chainlearn/adapter-local";
import {
  type ChainAdapter,
  type DeployOptions,
  type ModelState,
  readModelState,
  resolveComposition,
  type Sample,
} from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { sparsePerceptron } from "@chainlearn/models-wasm";
import { afterAll, expect, it } from "vitest";

// The shape of the adapters' conformance checks, whose contracts are compiled already.
const composition = resolveComposition({
  model: sparsePerceptron,
  mechanism: stake,
  shape: { features: 20, classes: 2, lane: 16, encoding: "sparse", valueBits: 0, maxEntries: 6 },
  mechanismParams: { costWeightUnits: 1_000n, minDepositUnits: 1_000n, maxDepositUnits: 1_000n },
});
const initialState: ModelState = {
  cells: Array.from({ length: 20 }, (_, i) => BigInt((i * 7) % 11) - 5n),
  hot: [2n],
};
const lessons: readonly { readonly sample: Sample; readonly label: number }[] = [
  { sample: { indices: [0, 3, 17] }, label: 0 },
  { sample: { indices: [3] }, label: 1 },
  { sample: { indices: [1, 2, 3, 16, 18, 19] }, label: 1 },
  { sample: { indices: [0, 17] }, label: 1 },
];

let anvil: AnvilChain | undefined;
afterAll(() => anvil?.close());

const chains: Record<string, () => Promise<{ adapter: ChainAdapter; accounts: readonly string[] }>> = {
  local: () => createLocalChain(),
  evm: async () => {
    anvil ??= await startAnvil();
    return anvil;
  },
  cosmwasm: async () => {
    const chain = new EmbeddedChain();
    return { adapter: createCosmWasmAdapter({ connection: chain }), accounts: chain.accounts };
  },
};

it.each<[chain: string, weights: "cells" | "code"]>([
  ["local", "cells"],
  ["evm", "cells"],
  ["evm", "code"],
  ["cosmwasm", "cells"],
])(
  "a model on %s with its weights as %s, and its clone, learn and verify as in process",
  async (name, weights) => {
    const { adapter, accounts } = await chains[name]!();
    const [from = "", alice = ""] = accounts;
    const inProcess = await createModel(composition, initialState);
    await inProcess.train(lessons);
    const options: DeployOptions = { from, initialState, weights };
    const original = await adapter.deploy(composition, options);
    const clone = await adapter.deploy(composition, { ...options, cloneOf: original.receipt });
    for (const { trainer } of [original, clone]) {
      for (const { sample, label } of lessons) await trainer.addData({ from: alice, sample, label });
      expect(await readModelState(trainer)).toEqual(inProcess.state());
      const report = await verify(trainer);
      expect(report.firstDifference).toBeUndefined();
      expect(report).toMatchObject({ ok: true, contributions: lessons.length });
    }
  },
);
