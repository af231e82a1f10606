import { type AnvilChain, startAnvil } from "@chainlearn/adapter-evm/testing";
import { resolveComposition } from "@chainlearn/core";
import { stake } from "@chainlearn/mechanisms";
import { naiveBayes } from "@chainlearn/models-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileComposition, MAX_RUNTIME_BYTES } from "../../src/compiler/index.ts";
import { GasRows } from "./rows.ts";

// Rows of the original's Stakeable64 mechanism, int32 lanes, cells that were touched before; the numbers behind the
// limits are what the original needs.
describe("gas of the baseline's rows stays below its limit", () => {
  let chain: AnvilChain;
  let rows: GasRows;
  beforeAll(async () => {
    chain = await startAnvil();
    rows = await GasRows.deploy(chain);
  });
  afterAll(() => chain?.close());

  const LIMITS: readonly (readonly [
    row: string,
    limit: number,
    measure: (rows: GasRows) => Promise<number>,
  ])[] = [
    ["addData, 20 features, incorrect, label 1 (324,862)", 165_000, (r) => r.addData(20, false, 1)],
    ["addData, 15 features, incorrect, label 1 (288,496)", 142_000, (r) => r.addData(15, false, 1)],
    ["addData, 20 features, correct, label 1 (252,503)", 104_000, (r) => r.addData(20, true, 1)],
    ["refund, 20 features, later (187,033)", 97_000, (r) => r.refund(20)],
    ["report of a share, 20 features, first (190,977)", 113_000, (r) => r.report(20, true)],
    ["report of a share, 20 features, later", 97_000, (r) => r.report(20, false)],
    ["report of everything, 20 features (181,276)", 40_000, (r) => r.take(20)],
  ];

  it.each(LIMITS)("%s", async (row, limit, measure) => {
    const gas = await measure(rows);
    console.log(`${row}: ${gas} of ${limit}`);
    expect(gas).toBeLessThanOrEqual(limit);
  });

  it("deployment with 1,000 weights (30,288,053)", () => {
    console.log(`deployment: ${rows.deployment} of 4700000`);
    expect(rows.deployment).toBeLessThanOrEqual(4_700_000);
  });
});

it("has room for as many classes as a model takes: totals of 64 classes are one table, not 64 branches", async () => {
  const { runtimeCode } = await compileComposition(
    resolveComposition({
      model: naiveBayes,
      mechanism: stake,
      shape: { features: 1_000, classes: 64, lane: 32, encoding: "sparse", valueBits: 0, maxEntries: 256 },
      mechanismParams: { costWeightUnits: 1n },
    }),
  );
  expect((runtimeCode.length - 2) / 2).toBeLessThan(MAX_RUNTIME_BYTES / 2);
});
