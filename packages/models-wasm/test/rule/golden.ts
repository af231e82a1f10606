import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Params, type Sample, type Shape, stateHash, toHex } from "@chainlearn/core";
import { Random } from "@chainlearn/core/testing";
import { expect } from "vitest";
import { startLinked } from "../running.ts";
import { type RuleCase, type Ruled, shapeOf } from "./case.ts";

const STEPS = 40;

interface Golden {
  readonly model: string;
  readonly shape: Shape;
  readonly params: Readonly<Record<string, string>>;
  readonly steps: readonly (Sample & { readonly label: number; readonly prediction: number })[];
  readonly hot: readonly string[];
  readonly stateHash: string;
}

const fileOf = ({ model }: Ruled, { encoding }: RuleCase): string =>
  fileURLToPath(new URL(`../golden/${model.manifest.id}.${encoding}.json`, import.meta.url));

function randomSample(random: Random, shape: Shape): Sample {
  const features = Array.from({ length: shape.features }, (_, feature) => feature);
  const one = 2 ** shape.valueBits;
  const valuesOf = (list: readonly number[]): number[] => list.map(() => random.between(-one, 2 * one));
  if (shape.encoding === "dense") return { values: valuesOf(features) };
  const some = features.filter(() => random.chance(30)).slice(0, shape.maxEntries);
  const indices = some.length > 0 ? some : [random.below(shape.features)];
  return shape.encoding === "sparse" ? { indices } : { indices, values: valuesOf(indices) };
}

/** Something that a linear model can learn in part: how much there is in the first features. */
function labelOf(sample: Sample, shape: Shape): number {
  const amount = (sample.indices ?? sample.values!.map((_, feature) => feature)).reduce(
    (sum, feature, p) =>
      feature < 6 ? sum + (sample.values ? sample.values[p]! / 2 ** shape.valueBits : 1) : sum,
    0,
  );
  return Math.max(0, Math.min(shape.classes - 1, Math.round(amount) - 1));
}

function written({ model, oracle: oracleOf }: Ruled, ruleCase: RuleCase): string {
  const shape = shapeOf(ruleCase);
  const oracle = oracleOf(shape, ruleCase.params);
  const random = new Random(4);
  const steps = Array.from({ length: STEPS }, () => {
    const sample = randomSample(random, shape);
    const label = labelOf(sample, shape);
    const prediction = oracle.predict(sample);
    oracle.update(sample, label);
    return JSON.stringify({ ...sample, label, prediction });
  });
  const perWord = 256 / shape.lane;
  const words = Array.from({ length: Math.ceil(oracle.cells.length / perWord) }, (_, w) =>
    oracle.cells
      .slice(w * perWord, (w + 1) * perWord)
      .reduce((word, cell, j) => word + (BigInt.asUintN(shape.lane, cell) << BigInt(j * shape.lane)), 0n),
  );
  const params = Object.entries(ruleCase.params).map(([name, value]) => [name, String(value)]);
  return `{
  "model": "${model.manifest.id}",
  "shape": ${JSON.stringify(shape)},
  "params": ${JSON.stringify(Object.fromEntries(params))},
  "steps": [
    ${steps.join(",\n    ")}
  ],
  "hot": ${JSON.stringify(oracle.hot.map(String))},
  "stateHash": "${toHex(stateHash(words, oracle.hot))}"
}
`;
}

/** The rule still says what the committed file says; `vitest -u` writes it anew. */
export async function checkGoldenFile(ruled: Ruled, ruleCase: RuleCase): Promise<void> {
  await expect(written(ruled, ruleCase)).toMatchFileSnapshot(fileOf(ruled, ruleCase));
}

/** The linked module does what the committed file says. */
export async function replayGoldenFile(ruled: Ruled, ruleCase: RuleCase): Promise<void> {
  const golden = JSON.parse(readFileSync(fileOf(ruled, ruleCase), "utf8")) as Golden;
  const params: Params = Object.fromEntries(
    Object.entries(golden.params).map(([name, value]) => [name, BigInt(value)]),
  );
  const { predict, update, running } = await startLinked(ruled.model, golden.shape, params);
  const predictions = golden.steps.map(({ label, prediction: _, ...sample }) => {
    const guess = predict(sample);
    update(sample, label);
    return guess;
  });
  expect(predictions).toEqual(golden.steps.map(({ prediction }) => prediction));
  expect(running.hot().map(String)).toEqual(golden.hot);
  expect(toHex(stateHash(running.words(), running.hot()))).toBe(golden.stateHash);
  expect(new Set(predictions).size).toBe(golden.shape.classes);
}
