import { startEmbeddedChain } from "@chainlearn/adapter-cosmwasm/embedded";
import { startAnvil } from "@chainlearn/adapter-evm/testing";
import { createLocalChain } from "@chainlearn/adapter-local";
import { accumulator, type DevChain, unique } from "@chainlearn/core";
import { acceptedPercent, runDifferential } from "@chainlearn/core/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { growingBayes, growingCentroid, sparse, withHandler, withValues } from "./compositions.ts";

/** The paths that are refused in every run of this length. */
const REFUSALS = [
  "add index_out_of_order",
  "add index_out_of_range",
  "add label_out_of_range",
  "add payment_below_quote",
  "add payment_not_whole_units",
  "add sample_empty",
  "add sample_malformed",
  "add sample_too_large",
  "initialize already_sealed",
  "initialize not_deployer",
  "refund already_claimed",
  "refund model_disagrees",
  "refund not_submitter",
  "refund nothing_left",
  "refund payment_not_accepted",
  "refund too_early",
  "refund unknown_record",
  "report already_claimed",
  "report model_agrees",
  "report not_validated",
  "report nothing_left",
  "report own_contribution",
  "report share_is_zero",
  "report too_early",
  "report unknown_record",
  "seal already_sealed",
  "seal not_deployer",
  "take nothing_left",
  "take too_early",
  "take unknown_record",
  "withdraw nothing_to_withdraw",
];

describe("in process = EVM = CosmWasm", () => {
  const chains: Record<string, DevChain> = {};

  beforeAll(async () => {
    chains.local = await createLocalChain();
    chains.evm = await startAnvil();
    // 18 decimals: payments between two units exist on every chain of this test.
    chains.cosmwasm = await startEmbeddedChain({ decimals: 18 });
  });

  afterAll(async () => {
    await Promise.all(Object.values(chains).map((chain) => chain.close()));
  });

  it("agree on 2,000 operations", async () => {
    const { mix, contributions, stateComparisons } = await runDifferential({
      chains,
      composition: sparse,
      seed: 20_261_121,
      operations: 2_000,
    });
    expect(mix.operations).toBe(2_000);
    expect(acceptedPercent(mix, "add")).toBeGreaterThanOrEqual(30);
    for (const action of ["refund", "report", "take"])
      expect(acceptedPercent(mix, action), action).toBeGreaterThanOrEqual(10);
    expect(Object.keys(mix.refused)).toEqual(expect.arrayContaining(REFUSALS));
    // More than two words of claim marks per account.
    expect(contributions).toBeGreaterThan(512);
    expect(stateComparisons).toBe(21);
  });

  it("agree with values, lanes that saturate, and large amounts", async () => {
    const { mix } = await runDifferential({
      chains,
      composition: withValues,
      initialState: { cells: [127n, -128n, 5n, -5n], hot: [-(2n ** 40n)] },
      seed: 7,
      operations: 300,
    });
    for (const name of ["add", "refund", "report", "take"])
      expect(mix.accepted[name] ?? 0, name).toBeGreaterThan(0);
  });

  it("agree where repeats are refused", async () => {
    const composition = withHandler(unique);
    const { mix, contributions } = await runDifferential({ chains, composition, seed: 5, operations: 250 });
    for (const name of ["add", "refund", "report", "take"])
      expect(mix.accepted[name] ?? 0, name).toBeGreaterThan(0);
    expect(mix.refused["add duplicate_data"]).toBeGreaterThan(2);
    for (const action of ["refund", "report", "take"])
      expect(mix.refused[`${action} unknown_record`], action).toBeGreaterThan(0);
    expect(contributions).toBe(mix.accepted.add);
  });

  it("agree where records are proved: in process = EVM", async () => {
    const { local, evm } = chains as { local: DevChain; evm: DevChain };
    const composition = withHandler(accumulator);
    const { mix } = await runDifferential({ chains: { local, evm }, composition, seed: 6, operations: 250 });
    for (const name of ["add", "refund", "report", "take"])
      expect(mix.accepted[name] ?? 0, name).toBeGreaterThan(0);
    for (const action of ["refund", "report", "take"])
      expect(mix.refused[`${action} unknown_record`], action).toBeGreaterThan(0);
  });

  it.each([
    ["naive Bayes", growingBayes, 5],
    ["nearest centroid", growingCentroid, 4],
  ] as const)("agree while classes are added: %s", async (_, composition, room) => {
    const operations = 400;
    const { mix } = await runDifferential({ chains, composition, seed: 11, operations });
    for (const name of ["add", "refund", "report", "take"])
      expect(mix.accepted[name] ?? 0, name).toBeGreaterThan(0);
    expect(mix.accepted.addClass).toBe(room - 2);
    expect(Object.keys(mix.refused)).toEqual(
      expect.arrayContaining([
        "add label_out_of_range",
        "addClass classes_full",
        "addClass not_permitted",
        "refund model_disagrees",
      ]),
    );
  });
});
