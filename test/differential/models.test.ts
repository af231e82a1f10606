import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { compileComposition, MAX_RUNTIME_BYTES } from "@chainlearn/adapter-evm/compiler";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain } from "@chainlearn/adapter-local";
import {
  type DevChain,
  type ModelState,
  type ResolvedComposition,
  resolveComposition,
  type Sample,
  type Shape,
  stateHash,
  type Trainer,
  toHex,
} from "@chainlearn/core";
import { Random } from "@chainlearn/core/testing";
import { stake } from "@chainlearn/mechanisms";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ModelCase, modelCases } from "./models.ts";

const ADDITIONS = 50;
const PROBES = 10;

const compose = ({ model, shape, params }: ModelCase): ResolvedComposition =>
  // Free additions: their price depends on the time, which is not what this test is about.
  resolveComposition({
    model,
    mechanism: stake,
    shape,
    modelParams: params,
    mechanismParams: { costWeightUnits: 0n },
  });

/** Mostly small cells, some at the ends of their lanes. */
function initialState(
  random: Random,
  { layout, shape }: ResolvedComposition,
  modelCase: ModelCase,
): ModelState {
  const most = 2n ** BigInt(shape.lane - 1) - 1n;
  const size = Number(modelCase.cellSize);
  const cells = Array.from({ length: layout.cells }, () =>
    random.chance(3) ? random.pick([most, -most - 1n]) : BigInt(random.between(-size, size)),
  );
  return { cells, hot: modelCase.hot ?? layout.hot.map(() => 0n) };
}

function randomSample(random: Random, shape: Shape): Sample {
  const one = 2 ** shape.valueBits;
  const anyValue = (): number =>
    random.chance(2) ? random.pick([2 ** 31 - 1, -(2 ** 31)]) : random.between(-2 * one, 2 * one);
  const features = Array.from({ length: shape.features }, (_, feature) => feature);
  if (shape.encoding === "dense") return { values: features.map(anyValue) };
  const first = random.below(shape.features);
  const some = features.filter((feature) => feature === first || random.chance(20));
  const indices = some.slice(0, shape.maxEntries);
  return shape.encoding === "sparse" ? { indices } : { indices, values: indices.map(anyValue) };
}

describe("every model: in process = EVM = CosmWasm", () => {
  const chains: Record<string, DevChain> = {};

  beforeAll(async () => {
    chains.local = await createLocalChain();
    chains.evm = await startAnvil();
    chains.cosmwasm = await startEmbeddedChain();
  });

  afterAll(async () => {
    await Promise.all(Object.values(chains).map((chain) => chain.close()));
  });

  it.each(modelCases)(
    "$model.manifest.id, $shape.encoding, $shape.lane bits, $shape.classes classes",
    async (modelCase) => {
      const composition = compose(modelCase);
      const { shape } = composition;
      const random = new Random(20_261_121);
      const state = initialState(random, composition, modelCase);
      const trainers: [trainer: Trainer, from: string][] = [];
      for (const chain of Object.values(chains)) {
        const from = chain.accounts[0]!;
        const { trainer } = await chain.adapter.deploy(composition, { from, initialState: state });
        trainers.push([trainer, from]);
      }
      const labelsOf = (sample: Sample): Promise<number[]> =>
        Promise.all(trainers.map(([trainer]) => trainer.predict(sample)));
      const same = <T>(values: readonly T[], when: string): T => {
        expect(values, when).toEqual(values.map(() => values[0]));
        return values[0]!;
      };
      const hashOf = async ([trainer]: (typeof trainers)[number]): Promise<string> => {
        const { words, hot } = await trainer.snapshot({ contributions: [], accounts: [], marks: [] });
        return toHex(stateHash(words, hot));
      };

      const start = same(await Promise.all(trainers.map(hashOf)), "the state after sealing");
      const predicted = new Set<number>();
      for (let i = 0; i < ADDITIONS; i++) {
        const sample = randomSample(random, shape);
        const label = random.below(shape.classes);
        predicted.add(same(await labelsOf(sample), `the label before addition ${i}`));
        await Promise.all(trainers.map(([trainer, from]) => trainer.addData({ from, sample, label })));
      }
      for (let i = 0; i < PROBES; i++)
        predicted.add(same(await labelsOf(randomSample(random, shape)), `the label of probe ${i}`));
      const end = same(await Promise.all(trainers.map(hashOf)), `the state after ${ADDITIONS} additions`);
      expect(end).not.toBe(start);
      expect(predicted.size).toBeGreaterThan(1);

      const { runtimeCode } = await compileComposition(composition);
      const size = (runtimeCode.length - 2) / 2;
      expect(size).toBeLessThan(MAX_RUNTIME_BYTES);
    },
  );
});
